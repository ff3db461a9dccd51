import type { App } from '../user.ts';

/** An application as log-ins mention it. Its addresses lead nowhere. */
export function showApp(apps: readonly App[], appId: string): Record<string, unknown> {
  const appName = apps.find((app) => app.appId === appId)?.appName ?? '';
  return {
    appId,
    appName,
    appLogo: `https://apps.acme.example/${appId}.svg`,
    appLoginUrl: `https://apps.acme.example/${appId}/login`,
  };
}
