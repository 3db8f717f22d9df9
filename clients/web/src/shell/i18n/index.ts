import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Refusal } from '../../link/types';
import { en } from './en';
import { zh } from './zh';

export type Language = 'zh' | 'en';
const KEY = 'fengsui.language';

export function installLanguage(): void {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(KEY);
  const language: Language = asked === 'en' ? 'en' : 'zh';
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export function setLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  void i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export type Translate = (key: string, values?: Record<string, unknown>) => string;

export function useT(): Translate {
  const { t } = useTranslation();
  return t as unknown as Translate;
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** A refusal's sentence in the language of the screen. */
export function refusalText(refusal: Refusal, language: Language): string {
  return language === 'zh' ? refusal.message_zh : refusal.message_en;
}
