/** The first day of a date that may be known to the month or the year only, as `2026-07-01`. */
export function firstDay(date: string): string {
  const [year = '', month = '01', day = '01'] = date.split('-');
  return `${year}-${month}-${day}`;
}

/** The last day of a date that may be known to the month or the year only, as `2026-07-31`. */
export function lastDay(date: string): string {
  const [year = 0, month, day] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month === undefined ? 12 : day === undefined ? month : month - 1, day ?? 0));
  return last.toISOString().slice(0, 10);
}

/** The day (UTC) of a moment, as `2026-07-31`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
