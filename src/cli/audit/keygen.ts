import { generateKeys } from '../../audit/checkpoints/keys.ts';
import { defineCommand, EXIT } from '../command.ts';

export const auditKeygen = defineCommand({
  usage: '',
  details: `The private key signs: give it to Muster, as the variable MUSTER_AUDIT_SIGNING_KEY that audit.signingKey names, or as a file.
The public key checks: give it to whoever verifies, and keep it where Muster's host cannot change it.`,
  options: {},
  run: async (_, { stdout, stderr }) => {
    const { privateKey, publicKey, id } = generateKeys();
    stdout.write(`MUSTER_AUDIT_SIGNING_KEY=${privateKey}\nMUSTER_AUDIT_PUBLIC_KEY=${publicKey}\n`);
    stderr.write(`A new pair, ${id}. It is shown this once: the private key is nowhere else.\n`);
    return EXIT.fine;
  },
});
