/** What our buttons are called when they come back from Slack. Messages outlive releases: change none of these. */
export const ACTIONS = {
  submit: 'muster:submit',
  cancel: 'muster:cancel',
  previousPage: 'muster:page:previous',
  nextPage: 'muster:page:next',
  approve: 'muster:approve',
  reject: 'muster:reject',
  withdraw: 'muster:withdraw',
  stop: 'muster:stop',
  resume: 'muster:resume',
  retryFailed: 'muster:retry-failed',
  quiet: 'muster:quiet',
} as const;

export const VIEWS = {
  compose: 'muster:compose',
  preview: 'muster:preview',
  reason: 'muster:reason',
  reject: 'muster:reject-reason',
  /** Shows something; has no submit button. */
  notice: 'muster:notice',
} as const;
