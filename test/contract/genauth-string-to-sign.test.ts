import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringToSign } from '../../sandbox/genauth/auth/string-to-sign.ts';

// This part of the SDK is pure: unlike its clients it does nothing to axios.
const sdk: { buildStringToSign(method: string, path: string, headers: object, input: object): string } = createRequire(
  import.meta.url,
)('authing-node-sdk/dist/utils/buildSignature');

/** As a server has it: parsed from the wire. */
const parsedObject = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }))
  .map((value): Record<string, unknown> => JSON.parse(JSON.stringify(value)));
const headerValue = fc.string({ unit: fc.constantFrom(' ', '\t', 'a', 'Z', '0', ':', ',', '三') });

describe('the text under a signature', () => {
  it('is the SDK’s own for any parameters and headers', () => {
    fc.assert(
      fc.property(parsedObject, headerValue, headerValue, (input, lang, other) => {
        const headers = { date: 'now', 'x-authing-lang': lang, 'content-type': other, 'x-other-authing-': other };

        const ours = stringToSign(
          { method: 'POST', path: '/api/v3/any', headers: new Map(Object.entries(headers)), input },
          'x-authing-',
        );

        expect(ours).toBe(sdk.buildStringToSign('POST', '/api/v3/any', headers, input));
      }),
    );
  });
});
