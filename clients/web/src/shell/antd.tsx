// Tokens mapped once into Ant Design, so that its tables and pickers look like the rest.
import { ConfigProvider, theme as antd } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useLanguage } from './i18n';
import { token, useTheme } from './theme';

export function AntTheme({ children }: { children: ReactNode }) {
  const theme = useTheme((state) => state.theme);
  const language = useLanguage();
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={{
        algorithm: theme === 'night' ? [antd.darkAlgorithm, antd.compactAlgorithm] : [antd.compactAlgorithm],
        token: {
          colorPrimary: token('ac'), colorText: token('t1'), colorTextSecondary: token('t2'), colorBgContainer: token('s1'),
          colorBgElevated: token('s1'), colorBorder: token('input-edge'), colorBorderSecondary: token('line'),
          borderRadius: 4, controlHeight: 32, fontSize: 13, fontFamily: 'var(--font)', motionDurationMid: '0.12s',
        },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
