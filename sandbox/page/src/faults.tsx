import { useState } from 'preact/hooks';
import { FAULT_PLACES, type PageFault } from '../protocol.ts';
import { usePage } from './context.ts';

const places: Readonly<Record<PageFault['where'], string>> = {
  slack: 'Between the bot and the chat',
  wickr: 'Between the bot and Wickr',
  genauth: 'Between the bot and GenAuth',
};

export function Faults() {
  const { world, server, confirm, complain } = usePage();
  const reset = async () => {
    const agreed = await confirm({
      title: { type: 'plain_text', text: 'Reset the sandbox?' },
      text: { type: 'plain_text', text: 'Messages, accounts and faults go back to the beginning, for every open tab.' },
      confirm: { type: 'plain_text', text: 'Reset' },
      style: 'danger',
    });
    if (!agreed) return;
    const answer = await server.post('reset', {});
    if (!answer.ok) complain(answer.error);
  };
  return (
    <div class="drawer-body faults">
      <p class="quiet">
        Make the next calls go wrong, then watch the bot cope. A fault hits the number of calls you give and is over.
      </p>
      {FAULT_PLACES.map((where) => {
        const faults = world.faults.filter((fault) => fault.where === where);
        if (faults.length === 0) return null;
        return (
          <section key={where}>
            <h3>{places[where]}</h3>
            <ul>
              {faults.map((fault) => (
                <Fault key={fault.id} fault={fault} />
              ))}
            </ul>
          </section>
        );
      })}
      {world.faults.length === 0 && <p class="empty">No faults to choose from.</p>}
      <button type="button" class="button danger" onClick={reset}>
        Reset the sandbox
      </button>
    </div>
  );
}

function Fault({ fault }: { fault: PageFault }) {
  const { server, complain } = usePage();
  const [count, setCount] = useState(1);
  const post = async (times: number) => {
    const answer = await server.post('fault', { where: fault.where, id: fault.id, count: times });
    if (!answer.ok) complain(answer.error);
  };
  return (
    <li>
      <span class="fault-title" id={`fault-${fault.where}-${fault.id}`}>
        {fault.title}
      </span>
      <input
        type="number"
        min={1}
        max={99}
        value={count}
        aria-label={`How many times: ${fault.title}`}
        onInput={(event) => setCount(Math.max(1, event.currentTarget.valueAsNumber || 1))}
      />
      <button type="button" class="button" aria-label={`Inject: ${fault.title}`} onClick={() => post(count)}>
        Inject
      </button>
      <span class="fault-state">
        {fault.remaining > 0 && (
          <>
            <span class="badge armed">{fault.remaining} to go</span>
            <button type="button" class="link" aria-label={`Stop: ${fault.title}`} onClick={() => post(0)}>
              Stop
            </button>
          </>
        )}
      </span>
    </li>
  );
}
