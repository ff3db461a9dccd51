/**
 * What a size may be, both ends included: characters of a string (Unicode code points), entries of a list, or a number.
 * `doc` is where Slack says so.
 */
export interface Cap {
  readonly min: number;
  readonly max: number;
  readonly doc: string;
}

const REFERENCE = 'https://docs.slack.dev/reference';
const kit = (page: string, min: number, max: number): Cap => ({ min, max, doc: `${REFERENCE}/block-kit/${page}` });
const block = (page: string, min: number, max: number): Cap => kit(`blocks/${page}-block`, min, max);
const element = (page: string, min: number, max: number): Cap => kit(`block-elements/${page}-element`, min, max);
const object = (page: string, min: number, max: number): Cap => kit(`composition-objects/${page}-object`, min, max);
const view = (min: number, max: number): Cap => ({ min, max, doc: `${REFERENCE}/views` });
const postMessage = (min: number, max: number): Cap => ({ min, max, doc: `${REFERENCE}/methods/chat.postMessage` });

/** Slack writes "less than 200" and "less than 50" for a video, so those two numbers themselves are refused. */
export const LIMITS = {
  messageBlocks: kit('blocks', 0, 50),
  messageText: postMessage(0, 40_000),
  /** Over all blocks. Not documented, seen by others: https://github.com/slackapi/bolt-js/issues/2509 */
  messageCharacters: { min: 0, max: 13_200, doc: 'https://github.com/slackapi/bolt-js/issues/2509' },
  markdownCharacters: block('markdown', 0, 12_000),
  tableCharacters: block('table', 0, 10_000),
  dataTableCharacters: block('data-table', 0, 20_000),
  tablesInMessage: block('table', 0, 1),
  chartsInMessage: block('data-visualization', 0, 2),
  metadataEventType: { min: 1, max: 50, doc: 'https://docs.slack.dev/messaging/message-metadata' },

  viewBlocks: kit('blocks', 0, 100),
  viewTitle: view(1, 24),
  viewSubmit: view(1, 24),
  viewClose: view(1, 24),
  viewPrivateMetadata: view(0, 3_000),
  viewCallbackId: view(0, 255),
  viewExternalId: view(0, 255),
  /** Bytes of the view's JSON. */
  viewBytes: { min: 0, max: 250_000, doc: 'https://docs.slack.dev/surfaces/modals' },

  blockId: kit('blocks', 1, 255),
  actionId: kit('block-elements', 1, 255),
  placeholder: kit('block-elements', 1, 150),
  text: object('text', 1, 3_000),
  imageUrl: block('image', 1, 3_000),
  imageAltText: block('image', 1, 2_000),
  imageTitle: block('image', 1, 2_000),

  sectionText: block('section', 1, 3_000),
  sectionFields: block('section', 1, 10),
  sectionFieldText: block('section', 1, 2_000),
  actionsElements: block('actions', 1, 25),
  contextElements: block('context', 1, 10),
  headerText: block('header', 1, 150),
  headerLevel: block('header', 1, 6),
  inputLabel: block('input', 1, 2_000),
  inputHint: block('input', 1, 2_000),
  markdownText: block('markdown', 1, 12_000),
  alertText: block('alert', 1, 200),
  videoAltText: block('video', 1, 199),
  videoTitle: block('video', 1, 199),
  videoDescription: block('video', 1, 199),
  videoAuthor: block('video', 1, 49),
  videoProvider: block('video', 1, 49),
  videoUrl: block('video', 1, 3_000),
  richTextIndent: block('rich-text', 0, 8),
  tableRows: block('table', 1, 100),
  tableCells: block('table', 1, 20),
  tableColumnSettings: block('table', 0, 20),
  dataTableRows: block('data-table', 2, 201),
  dataTableCells: block('data-table', 1, 20),
  dataTablePageSize: block('data-table', 1, 100),
  chartTitle: block('data-visualization', 1, 50),
  chartSegments: block('data-visualization', 1, 12),
  chartSeries: block('data-visualization', 1, 12),
  chartPoints: block('data-visualization', 1, 20),
  chartLabel: block('data-visualization', 1, 20),
  cardTitle: block('card', 1, 150),
  cardSubtitle: block('card', 1, 150),
  cardBody: block('card', 1, 200),
  cardSubtext: block('card', 1, 200),
  cardActions: block('card', 1, 3),
  carouselCards: block('carousel', 1, 10),
  containerTitle: block('container', 1, 150),
  containerSubtitle: block('container', 1, 150),
  containerChildren: block('container', 1, 10),
  contextActionsElements: block('context-actions', 1, 5),
  planTasks: block('plan', 0, 50),

  buttonText: element('button', 1, 75),
  buttonValue: element('button', 0, 2_000),
  buttonUrl: element('button', 1, 3_000),
  accessibilityLabel: element('button', 1, 75),
  confirmTitle: object('confirmation-dialog', 1, 100),
  confirmText: object('confirmation-dialog', 1, 300),
  confirmButton: object('confirmation-dialog', 1, 30),
  optionText: object('option', 1, 75),
  optionValue: object('option', 1, 150),
  optionDescription: object('option', 1, 75),
  optionUrl: object('option', 1, 3_000),
  optionGroupLabel: object('option-group', 1, 75),
  optionGroups: element('select-menu', 1, 100),
  selectOptions: element('select-menu', 1, 100),
  overflowOptions: element('overflow-menu', 1, 5),
  checkboxOptions: element('checkboxes', 1, 10),
  radioOptions: element('radio-button-group', 1, 10),
  maxSelectedItems: element('multi-select-menu', 1, Number.MAX_SAFE_INTEGER),
  minQueryLength: element('select-menu', 0, Number.MAX_SAFE_INTEGER),
  triggerActions: object('dispatch-action-configuration', 1, 2),
  inputMinLength: element('plain-text-input', 0, 3_000),
  inputMaxLength: element('plain-text-input', 1, 3_000),
  inputInitialValue: element('plain-text-input', 0, 3_000),
  richTextInputLines: element('rich-text-input', 1, 100),
  maxFiles: element('file-input', 1, 10),
  visibleToUsers: element('icon-button', 1, 10),
  sourceUrl: element('url-source', 1, 3_000),
} as const satisfies Record<string, Cap>;
