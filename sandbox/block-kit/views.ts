import { block } from './blocks.ts';
import { LIMITS } from './limits.ts';
import { boolean, type Kind, kindOf, list, string } from './rules.ts';
import { plainText } from './text-objects.ts';
import { checkUniqueness } from './uniqueness.ts';
import { isObject, type JsonObject, listAt, type Problem, type Spot, startAt } from './walk.ts';

const blocks = list(block, LIMITS.viewBlocks);
const ids = {
  private_metadata: string(LIMITS.viewPrivateMetadata),
  callback_id: string(LIMITS.viewCallbackId),
  external_id: string(LIMITS.viewExternalId),
};

const inputsNeedSubmit = (view: JsonObject, spot: Spot) => {
  if (view['submit'] !== undefined) return;
  for (const [index, entry] of listAt(view, 'blocks').entries()) {
    if (!isObject(entry) || entry['type'] !== 'input') continue;
    // Slack ends this pointer with the block's type.
    const spotOfInput = spot.into('blocks').into(index).into('input');
    spotOfInput.report('no_submit', 'must define `submit` to use an `input` block in modals');
  }
};

const modal: Kind = {
  required: { title: plainText(LIMITS.viewTitle), blocks },
  optional: {
    ...ids,
    submit: plainText(LIMITS.viewSubmit),
    close: plainText(LIMITS.viewClose),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  checks: [inputsNeedSubmit],
};

/** https://docs.slack.dev/reference/views */
const viewRule = kindOf({ modal, home: { required: { blocks }, optional: ids } });

/** What Slack would refuse in a view. Takes anything at all. Its size is taken once all else is right. */
export function validateView(view: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  const spot = startAt(isObject(view) && view['type'] === 'home' ? 'home' : 'modal', '/view', problems);
  viewRule(view, spot);
  checkUniqueness(listAt(view, 'blocks'), spot.into('blocks'));
  if (problems.length === 0 && Buffer.byteLength(JSON.stringify(view)) > LIMITS.viewBytes.max) {
    spot.report('view_too_large', 'view_too_large');
  }
  return problems;
}
