/**
 * Which variables of the environment look like the keys to something real. The sandbox hands the bot an environment of
 * its own, but a person who has these set may believe that they are used: it refuses to start instead.
 */
export function realCredentials(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const looksReal = (name: string, value: string): boolean => {
    if (/^(?:SLACK_BOT_TOKEN|SLACK_APP_TOKEN)$/.test(name)) return !/^x(?:oxb|app)-sandbox-/.test(value);
    return /^(?:SLACK_SIGNING_SECRET|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_PROFILE|AWS_ROLE_ARN|AWS_WEB_IDENTITY_TOKEN_FILE|GENAUTH_ACCESS_KEY_ID|GENAUTH_ACCESS_KEY_SECRET)$/.test(
      name,
    );
  };
  return Object.entries(env).flatMap(([name, value]) => (value && looksReal(name, value) ? [name] : []));
}
