import { afterEach, describe, expect, it } from 'vitest';
import type { Ask, PermittedOperation, UseCases } from '../../../src/requests/use-cases.ts';
import { startBot, type TestBot } from '../support/bot.ts';

const permitted = (operation: string, parts: Partial<PermittedOperation> = {}): PermittedOperation => ({
  directory: 'acme-prod',
  isDefault: true,
  operation,
  effect: `What ${operation} does.`,
  reversible: true,
  options: [],
  forNewcomers: false,
  ...parts,
});

let bot: TestBot;
let finished = false;
afterEach(async () => {
  if (!finished) await bot.finish();
});

async function told(text: string, expected: Partial<UseCases>): Promise<TestBot['slack']> {
  finished = false;
  bot = await startBot(expected);
  bot.slack.answers.set('views.open', () => ({ ok: true, view: { id: 'V0VIEW' } }));
  await bot.command(text);
  await bot.finish();
  finished = true;
  return bot.slack;
}

/** What the use case was asked for. */
async function asked(text: string): Promise<Ask | undefined> {
  const asks: Ask[] = [];
  await told(text, {
    preview: async (ask) => {
      asks.push(ask);
      return { kind: 'refused', reason: 'Not now.' };
    },
  });
  return asks[0];
}

describe('a command', () => {
  it('selects people by rule instead of by name', async () => {
    expect(await asked('suspend --inactive 90d --group "Field Operations"')).toMatchObject({
      operation: 'suspend',
      people: { identifiers: [] },
      selection: { group: 'Field Operations', inactiveForMs: 90 * 86_400_000, pending: false },
      options: {},
    });
  });

  it('gives an operation the option that it takes itself', async () => {
    expect(await asked('invite carol@acme.example --group "Field Operations"')).toMatchObject({
      operation: 'invite',
      selection: null,
      options: { group: 'Field Operations' },
    });
  });

  it('that is a verb alone opens the form for it', async () => {
    const slack = await told('invite', {
      permitted: async () => [permitted('suspend'), permitted('invite')],
      groupNames: async () => [],
    });

    const form = JSON.stringify(slack.called('views.update')[0]?.args['view']);
    expect(form).toMatch(/"initial_option":\{[^}]*\{[^}]*\}[^}]*"value":"invite"/);
  });
});

describe('help', () => {
  const shownFor = async (text: string, operations: readonly PermittedOperation[], lookups: readonly string[] = []) => {
    const { responses } = await told(text, { permitted: async () => operations, mayLookUp: async () => lookups });
    return JSON.stringify(responses[0]?.body['blocks']);
  };

  it('shows an example of each operation that the person may ask for, with its options, and no other', async () => {
    const shown = await shownFor('help', [
      permitted('suspend'),
      permitted('invite', { options: ['group'], forNewcomers: true }),
      permitted('delete', { reversible: false }),
    ]);

    expect(shown).toContain('`/wickr suspend @alice bob@example.com`');
    expect(shown).toContain(
      '`/wickr invite carol@example.com \\"Dan Example &lt;dan@example.com&gt;\\" --group \\"Field Operations\\"`',
    );
    expect(shown).toContain('What delete does. *Cannot be undone.*');
    expect(shown).not.toContain('reinvite');
    expect(shown.match(/Cannot be undone/g)).toHaveLength(1);
  });

  it('explains one operation when asked about it', async () => {
    const shown = await shownFor('help invite', [permitted('suspend'), permitted('invite', { options: ['group'] })]);

    expect(shown).toContain('What invite does.');
    expect(shown).not.toContain('What suspend does.');
  });

  it('tells of looking people up only where the person may', async () => {
    expect(await shownFor('help', [permitted('suspend')])).not.toContain('lookup');
    expect(await shownFor('help', [permitted('suspend')], ['acme-prod'])).toContain(
      '`/wickr lookup alice@example.com` tells what acme-prod knows',
    );
    expect(await shownFor('help', [], ['acme-lab'])).toContain('tells what acme-lab knows');
  });

  it('says where only when there is more than one place, and which options only some of them know', async () => {
    const prod = permitted('invite', { options: ['group'], forNewcomers: true });
    const options = ['group', 'invite-code', 'invite-code-days', 'code-validation'];
    const lab = { ...prod, directory: 'acme-lab', isDefault: false, options };
    const both = await shownFor('help', [prod, lab, permitted('reset-devices', { options: ['devices'] })]);

    expect(await shownFor('help', [prod])).not.toContain('`--in ');
    expect(both).toContain(
      'In acme-prod, acme-lab. In acme-lab also `--invite-code \\"…\\" --invite-code-days 14 --code-validation yes`.',
    );
    expect(both).toContain('reset-devices @alice bob@example.com --devices desktop`');
    expect(both).toContain('`--in acme-lab` says where: without it, acme-prod is meant.');
    expect(await shownFor('help', [{ ...prod, isDefault: false }, lab])).toContain('it has to be said each time');
  });

  it('says what was wrong, also to somebody who may do nothing', async () => {
    expect(await shownFor('suspnd 4711', [])).toMatch(
      /Did you mean “suspend”.*You may not ask for changes in any AWS Wickr network through Muster/,
    );
  });
});
