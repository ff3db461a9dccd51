/** Times as a person here reads them: local, in the browser's language. */

export function dateOfTs(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function timeText(date: Date): string {
  return date.toLocaleTimeString([], { timeStyle: 'short' });
}

export function fullText(date: Date): string {
  return date.toLocaleString([], { dateStyle: 'full', timeStyle: 'medium' });
}

export function dayText(date: Date): string {
  return nearDay(date) ?? date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
}

/** Fills Slack's date tokens. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function fillDateFormat(date: Date, format: string): string {
  return format.replace(/\{(\w+)\}/g, (token, name: string) => dateToken(date, name) ?? token);
}

function dateToken(date: Date, name: string): string | undefined {
  const day = (options: Intl.DateTimeFormatOptions) => date.toLocaleDateString([], options);
  switch (name) {
    case 'date_num':
      return date.toLocaleDateString('sv-SE');
    case 'date':
      return day({ dateStyle: 'long' });
    case 'date_pretty':
      return nearDay(date)?.toLowerCase() ?? day({ dateStyle: 'long' });
    case 'date_short':
      return day({ dateStyle: 'medium' });
    case 'date_short_pretty':
      return nearDay(date)?.toLowerCase() ?? day({ dateStyle: 'medium' });
    case 'date_long':
      return day({ dateStyle: 'full' });
    case 'date_long_pretty':
      return nearDay(date)?.toLowerCase() ?? day({ dateStyle: 'full' });
    case 'time':
      return timeText(date);
    case 'time_secs':
      return date.toLocaleTimeString([], { timeStyle: 'medium' });
    case 'ago':
      return agoText(date);
    default:
      return undefined;
  }
}

function nearDay(date: Date): 'Today' | 'Yesterday' | 'Tomorrow' | undefined {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(new Date())) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Tomorrow';
  return days === -1 ? 'Yesterday' : undefined;
}

function agoText(date: Date): string {
  const minutes = Math.round((date.getTime() - Date.now()) / 60_000);
  const relative = new Intl.RelativeTimeFormat([], { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}
