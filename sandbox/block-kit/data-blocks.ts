import { LIMITS } from './limits.ts';
import { richTextBlock } from './rich-text.ts';
import {
  boolean,
  both,
  integer,
  type Kind,
  kindOf,
  list,
  number,
  type ObjectCheck,
  object,
  oneOf,
  type Rule,
  string,
} from './rules.ts';
import { isObject, listAt } from './walk.ts';

const NOT_EMPTY = { ...LIMITS.text, max: Number.MAX_SAFE_INTEGER };

const plainCells = {
  raw_text: { required: { text: string(NOT_EMPTY) } },
  raw_number: { required: { value: number, text: string(NOT_EMPTY) } },
};
const cell = kindOf({ ...plainCells, rich_text: richTextBlock });

/** https://docs.slack.dev/reference/block-kit/blocks/table-block */
export const table: Kind = {
  surfaces: ['message', 'home'],
  required: { rows: list(list(cell, LIMITS.tableCells), LIMITS.tableRows) },
  optional: {
    column_settings: list(
      object({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: boolean } }),
      LIMITS.tableColumnSettings,
    ),
  },
};

const rectangular: ObjectCheck = (value, spot) => {
  const rows = listAt(value, 'rows');
  const [header] = rows;
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) || !Array.isArray(header) || row.length === header.length) continue;
    spot.into('rows').into(index).report('bad_value', `must have ${header.length} cells, like the first row`);
  }
};

const plainHeader: Rule = (value, spot) => {
  for (const [index, entry] of (Array.isArray(value) && Array.isArray(value[0]) ? value[0] : []).entries()) {
    if (!isObject(entry) || entry['type'] !== 'rich_text') continue;
    spot.into(0).into(index).into('type').report('unsupported_type', 'unsupported type: rich_text');
  }
};

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
export const dataTable: Kind = {
  surfaces: ['message', 'home'],
  required: {
    caption: string(NOT_EMPTY),
    rows: both(list(list(cell, LIMITS.dataTableCells), LIMITS.dataTableRows), plainHeader),
  },
  optional: {
    page_size: integer(LIMITS.dataTablePageSize),
    row_header_column_index: integer({ min: 0, max: LIMITS.dataTableCells.max - 1 }),
  },
  checks: [rectangular],
};

const label = string(LIMITS.chartLabel);
const anyObject: Rule = (value, spot) => {
  if (!isObject(value)) spot.report('wrong_type', 'must provide an object');
};
const series: Kind = {
  required: {
    series: list(
      object({
        required: {
          name: label,
          data: list(object({ required: { label, value: number } }), LIMITS.chartPoints),
        },
      }),
      LIMITS.chartSeries,
    ),
  },
  optional: { axis_config: anyObject },
};

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export const dataVisualization: Kind = {
  surfaces: ['message', 'home'],
  required: {
    title: string(LIMITS.chartTitle),
    chart: kindOf({
      pie: {
        required: { segments: list(object({ required: { label, value: number } }), LIMITS.chartSegments) },
      },
      bar: series,
      area: series,
      line: series,
    }),
  },
};
