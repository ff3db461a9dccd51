const SECRET_NAMES = /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|(?:ACCESS|API|PRIVATE|SIGNING)_?KEY/i;

function passwordIn(address: string | undefined): string | null {
  const password = address === undefined ? '' : (URL.parse(address)?.password ?? '');
  return password === '' ? null : password;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The values in the environment that nobody may read in a log: those of variables named like a secret, and the database's password. */
export function secretValues(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const named = Object.entries(env).flatMap(([name, value]) =>
    value && SECRET_NAMES.test(name) ? [value.trim()] : [],
  );
  const password = passwordIn(env['DATABASE_URL']);
  return [...named, ...(password === null ? [] : [password, decoded(password)])];
}
