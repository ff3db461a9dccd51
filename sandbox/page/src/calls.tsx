import type { PageDirectoryCall } from '../protocol.ts';
import { usePage } from './context.ts';
import { fullText } from './dates.ts';

export function Calls() {
  const { calls } = usePage().world;
  if (calls.length === 0) {
    return (
      <div class="empty">
        <p>No call yet. Every call that the bot makes to a directory's stand-in appears here at once.</p>
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keyboards must reach that
    <section class="drawer-body" tabIndex={0} aria-label="Calls, newest first">
      <table class="calls">
        <thead>
          <tr>
            {['Time', 'Operation', 'Directory', 'People', 'Status', 'Token', 'Note'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Row key={`${call.at}${call.operation}${call.token}${call.note}`} call={call} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ call }: { call: PageDirectoryCall }) {
  const at = new Date(call.at);
  return (
    <tr class={call.status >= 400 || call.status === 0 ? 'failed' : ''}>
      <td>
        <time dateTime={at.toISOString()} title={fullText(at)}>
          {at.toLocaleTimeString([], {
            hour: '2-digit',
            minute: '2-digit',
            second: '2-digit',
            fractionalSecondDigits: 3,
            hourCycle: 'h23',
          })}
        </time>
      </td>
      <td>
        <code>{call.operation}</code>
      </td>
      <td>{call.network}</td>
      <td class="numeric">{call.people ?? '–'}</td>
      <td class="numeric">{call.status === 0 ? 'no answer' : call.status}</td>
      <td>{call.token ? <code title={call.token}>…{call.token.slice(-8)}</code> : '–'}</td>
      <td>{call.note}</td>
    </tr>
  );
}
