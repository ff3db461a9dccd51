import { type Json, object, objects, text } from '../json.ts';
import { RichTextBlock } from './rich-text-block.tsx';

/** The first row is the heading, as Slack draws it. */
export function TableBlock({ block }: { block: Json }) {
  const rows = Array.isArray(block['rows']) ? block['rows'].map(objects) : [];
  const [head = [], ...body] = rows;
  return (
    <div class="table-block">
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={at} scope="col">
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: Json }) {
  if (cell['type'] === 'rich_text') return <RichTextBlock block={cell} />;
  return <>{text(cell['text']) || String(object(cell)?.['value'] ?? '')}</>;
}
