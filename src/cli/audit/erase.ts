import { erasePerson, wipe } from '../../audit/erase/erase.ts';
import { systemClock } from '../../runtime/clock.ts';
import { systemRandom } from '../../runtime/random.ts';
import { defineCommand, EXIT, WrongUsage } from '../command.ts';
import { withStore } from './store.ts';

export const auditErase = defineCommand({
  usage: '--person WHO… [--in DIRECTORY]',
  details: `Removes a person's name, e-mails, ids and whatever reasons speak of them from the database. The audit trail stays as it is and can
still be verified: what is removed is what its commitments stand for. That an erasure happened becomes an event.

--person WHO     an e-mail address or account id; may be given several times
--in DIRECTORY   where the id is meant

Messages in Slack, earlier exports with --clear and backups are not reached from here.`,
  options: { person: { type: 'string', multiple: true }, in: { type: 'string' } },
  run: async ({ values, positionals }, terminal) => {
    const people = values.person ?? [];
    if (positionals.length > 0 || people.length === 0) throw new WrongUsage('Say with --person who is to be erased.');
    return withStore(terminal, async (store) => {
      const deps = { store, clock: systemClock, random: systemRandom };
      let refusals = 0;
      for (const person of people) {
        const erased = await erasePerson(deps, person, values.in ?? null);
        if (erased.kind === 'refused') {
          refusals += 1;
          terminal.stderr.write(`Not erased: ${erased.reason}\n`);
        } else {
          terminal.stdout.write(
            `Erased from ${erased.requests} requests: ${erased.texts} texts can no longer be read.\n`,
          );
        }
      }
      if (refusals < people.length) await wipe(store);
      return refusals === 0 ? EXIT.fine : EXIT.foundProblem;
    });
  },
});
