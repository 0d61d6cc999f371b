import { decisionBar, type Scale, scale, ticks } from './scale.js';
import { bothSvg, html, type Html } from './markup.js';
import { SERIES } from './style.js';
import { formatInterval, formatNumber } from '../format.js';
import { labels, metricLabel } from '../labels.js';
import type { LeaderboardReport, LeaderboardRow, ModelCurve } from '../leaderboard.js';
import type { CurvePoint } from '../../metrics/cuad.js';
import type { Interval } from '../../statistics/bootstrap.js';

const ROW_HEIGHT = 30;
/** Characters of a model's name that fit the left margin of the intervals. */
const NAME_LENGTH = 26;
const PLOT = { left: 200, right: 690, top: 24 };
const CURVES = { left: 52, right: 630, top: 12, bottom: 392 };

/** Colour and dash of a model, the same in every figure. */
export function seriesClass(position: number): string {
  return `series-${position % SERIES}`;
}

/** The ordering metric's value and interval of every model on one axis that begins at 0. */
export function intervalChart(report: LeaderboardReport, captionId: string): Html {
  const rows = report.rows.flatMap((row, position) => {
    const interval = row.metrics[report.metric];
    return interval ? [{ row, position, interval }] : [];
  });
  const highest = Math.max(0.1, ...rows.map(({ interval }) => interval.high));
  const x = scale([0, Math.min(1, Math.ceil(highest * 10) / 10)], [PLOT.left, PLOT.right]);
  const bottom = PLOT.top + rows.length * ROW_HEIGHT;
  const bar = decisionBar(report);
  return html`<svg class="wide" viewBox="0 0 900 ${bottom + 44}" role="img" aria-labelledby="${captionId}">
    ${verticalGrid(x, PLOT.top, bottom)} ${bar !== null && bar <= x.domain[1] && barLine(x(bar), bottom)}
    ${rows.map(({ row, position, interval }, index) => intervalRow(row, position, interval, x, PLOT.top + (index + 0.5) * ROW_HEIGHT))}
    <text class="quiet" x="${(PLOT.left + PLOT.right) / 2}" y="${bottom + 38}" text-anchor="middle">
      ${bothSvg(metricLabel(report.metric))}
    </text>
  </svg>`;
}

function barLine(x: number, bottom: number): Html {
  return html`<line class="bar" x1="${x}" x2="${x}" y1="${PLOT.top}" y2="${bottom}" />
    <text class="quiet" x="${x}" y="${PLOT.top - 8}" text-anchor="middle">${bothSvg(labels.bar)}</text>`;
}

function intervalRow(row: LeaderboardRow, position: number, interval: Interval, x: Scale, y: number): Html {
  const name = row.model.length > NAME_LENGTH ? `${row.model.slice(0, NAME_LENGTH - 1)}…` : row.model;
  return html`<g class="${seriesClass(position)}">
    <text x="${PLOT.left - 14}" y="${y + 4.5}" text-anchor="end">${name}</text>
    <line class="range" x1="${x(interval.low)}" x2="${x(interval.high)}" y1="${y}" y2="${y}" />
    <circle class="dot" cx="${x(interval.value)}" cy="${y}" r="5.5" />
    <text x="${PLOT.right + 18}" y="${y + 4.5}">${formatInterval(interval, 3)}</text>
  </g>`;
}

/** The precision-recall curves on the unit square. */
export function curveChart(curves: readonly (ModelCurve & { position: number })[], captionId: string): Html {
  const { left, right, top, bottom } = CURVES;
  const x = scale([0, 1], [left, right]);
  const y = scale([0, 1], [bottom, top]);
  return html`<svg viewBox="0 0 650 446" role="img" aria-labelledby="${captionId}">
    ${verticalGrid(x, top, bottom)}
    ${ticks([0, 1]).map(
      (tick) =>
        html`<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}" />
          <text class="quiet" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${formatNumber(tick, 1)}</text>`,
    )}
    <text class="quiet" x="${(left + right) / 2}" y="${bottom + 42}" text-anchor="middle">
      ${bothSvg(labels.recall)}
    </text>
    <text class="quiet" transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">
      ${bothSvg(labels.precision)}
    </text>
    ${curves.map(({ curve, position }) => curveOf(curve, seriesClass(position), x, y))}
  </svg>`;
}

function curveOf(curve: readonly CurvePoint[], name: string, x: Scale, y: Scale): Html {
  const points = curve.map((point) => `${x(point.recall)} ${y(point.precision)}`);
  const distinct = points.filter((point, index) => point !== points[index - 1]);
  const half = curve.find((point) => point.threshold === 0.5);
  return html`<path class="curve ${name}" d="M${distinct.join('L')}" />
    ${half && html`<g class="${name}"><circle class="ring" cx="${x(half.recall)}" cy="${y(half.precision)}" r="4.5" /></g>`}`;
}

/** A short line in a model's colour and dash, for a legend. */
export function swatch(position: number): Html {
  return html`<svg viewBox="0 0 36 10" aria-hidden="true">
    <path class="curve ${seriesClass(position)}" d="M1 5L35 5" />
  </svg>`;
}

function verticalGrid(x: Scale, top: number, bottom: number): Html {
  return html`${ticks(x.domain).map(
    (tick) =>
      html`<line class="${tick === 0 ? 'axis' : 'grid'}" x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${bottom}" />
        <text class="quiet" x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${formatNumber(tick, 1)}</text>`,
  )}`;
}
