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
  const shownFor = async (text: string, operations: readonly PermittedOperation[]) => {
    const { responses } = await told(text, { permitted: async () => operations });
    return JSON.stringify(responses[0]?.body['blocks']);
  };

  it('shows an example of each operation that the person may ask for, with its options, and no other', async () => {
    const shown = await shownFor('help', [
      permitted('suspend'),
      permitted('invite', { options: ['group'] }),
      permitted('delete', { reversible: false }),
    ]);

    expect(shown).toContain('`/wickr suspend @alice bob@example.com`');
    expect(shown).toContain('`/wickr invite @alice bob@example.com --group \\"Field Operations\\"`');
    expect(shown).toContain('What delete does. *Cannot be undone.*');
    expect(shown).not.toContain('reinvite');
    expect(shown.match(/Cannot be undone/g)).toHaveLength(1);
  });

  it('explains one operation when asked about it', async () => {
    const shown = await shownFor('help invite', [permitted('suspend'), permitted('invite', { options: ['group'] })]);

    expect(shown).toContain('What invite does.');
    expect(shown).not.toContain('What suspend does.');
  });

  it('says what was wrong, also to somebody who may do nothing', async () => {
    expect(await shownFor('suspnd 4711', [])).toMatch(
      /Did you mean “suspend”.*You may not ask for changes in any AWS Wickr network through Muster/,
    );
  });
});
