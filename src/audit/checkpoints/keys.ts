import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** What signs checkpoints, or checks them. */
export interface AuditKey {
  /** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER): which key a checkpoint was signed with. */
  readonly id: string;
  readonly key: KeyObject;
}

function identified(key: KeyObject): AuditKey {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return { id: createHash('sha256').update(spki).digest('hex').slice(0, 16), key };
}

/** An Ed25519 private key as `muster audit keygen` prints it (base64 of PKCS #8) or as PEM; null for anything else. */
export function readPrivateKey(text: string): AuditKey | null {
  return readKey(text, (input) => createPrivateKey(input), 'pkcs8');
}

/** The same for a public key (SPKI). */
export function readPublicKey(text: string): AuditKey | null {
  return readKey(text, (input) => createPublicKey(input), 'spki');
}

function readKey(
  text: string,
  create: (input: string | { key: Buffer; format: 'der'; type: 'pkcs8' & 'spki' }) => KeyObject,
  type: 'pkcs8' | 'spki',
): AuditKey | null {
  const trimmed = text.trim();
  try {
    const key = trimmed.startsWith('-----BEGIN')
      ? create(trimmed)
      : create({ key: Buffer.from(trimmed, 'base64'), format: 'der', type: type as 'pkcs8' & 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? identified(key) : null;
  } catch {
    return null;
  }
}

/** Every public key in a file: PEM blocks, or base64 one a line; `#` begins a comment. */
export function readPublicKeys(text: string): readonly AuditKey[] {
  const pems = text.match(/-----BEGIN PUBLIC KEY-----[^-]{1,2000}-----END PUBLIC KEY-----/g) ?? [];
  const lines = pems.length > 0 ? [] : text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return [...pems, ...lines].flatMap((one) => readPublicKey(one) ?? []);
}

export const publicOf = ({ key }: AuditKey): AuditKey => identified(createPublicKey(key));

/** A new pair, each as one line of base64. */
export function generateKeys(): { readonly privateKey: string; readonly publicKey: string; readonly id: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    id: identified(publicKey).id,
  };
}
