import type { Interval } from '../statistics/bootstrap.js';

/** A number with fixed digits; what rounds to zero has no sign. */
export function formatNumber(value: number, digits = 2): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** `0.31 [0.27, 0.35]`. */
export function formatInterval({ value, low, high }: Interval, digits = 2): string {
  return `${formatNumber(value, digits)} [${formatNumber(low, digits)}, ${formatNumber(high, digits)}]`;
}

/** `+0.05 [-0.01, +0.11]`. */
export function formatDifference({ value, low, high }: Interval, digits = 2): string {
  const signed = (number: number): string => {
    const text = formatNumber(number, digits);
    return Number(text) > 0 ? `+${text}` : text;
  };
  return `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

/** Milliseconds as `850 ms`, `4.2 s`, `3 min 20 s` or `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A whole number with a comma between thousands. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** US dollars, with enough digits that a price is not shown as nothing. */
export function formatCost(dollars: number): string {
  if (dollars === 0) return '$0';
  return dollars < 0.01 ? `$${dollars.toPrecision(2)}` : `$${dollars.toFixed(2)}`;
}

/** A text for one line of a terminal: no control or bidirectional formatting character survives, nor an escape sequence. */
export function singleLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}
