import { Component, type ReactNode } from 'react';
import i18next from 'i18next';

interface Props { children: ReactNode; name: string }

/** One part may fail; the rest goes on. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="empty" role="alert" data-testid="part-failed">
        <p className="title">{i18next.t('error.title')}</p>
        <p>{i18next.t('error.text')}</p>
        <p className="mono">{this.props.name}: {error.message}</p>
        <button className="button" onClick={() => this.setState({ error: null })}>{i18next.t('error.again')}</button>
      </div>
    );
  }
}
