import { formatCost, formatCount, formatDifference, formatDuration, formatInterval, formatNumber } from '../format.js';
import { decisionLabels, labels, metricLabel, orderMetrics } from '../labels.js';
import { isDistinct, type LeaderboardReport, type LeaderboardRow } from '../leaderboard.js';
import { tokensOf } from '../terminal.js';
import type { Interval } from '../../statistics/bootstrap.js';
import { both, html, type Html } from './markup.js';

const NONE = html`<td>–</td>`;

/** The scores with their comparisons, a row a model. */
export function scoreTable(report: LeaderboardReport): Html {
  const { rows, reference, metric } = report;
  const metrics = orderMetrics([metric, ...rows.flatMap((row) => Object.keys(row.metrics))]);
  const compared = rows.some((row) => row.differenceToBest);
  return html`<table>
    <caption>
      ${both(labels.tableCaption)}
      ${
        reference &&
        html`${both(labels.reference)}: ${reference.model}, ${both(labels.bar)} ${formatNumber(reference.bar)}.`
      }
    </caption>
    <thead>
      <tr>
        <th scope="col">${both(labels.rank)}</th>
        <th scope="col" class="text">${both(labels.model)}</th>
        ${metrics.map((name) => html`<th scope="col">${both(metricLabel(name))}</th>`)}
        ${compared && html`<th scope="col">${both(labels.toBest)}</th>`}
        ${reference && html`<th scope="col">${both(labels.toReference)}</th>`}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row, index) =>
          html`<tr>
            <td>${index + 1}</td>
            <th scope="row">${row.model}</th>
            ${metrics.map((name) => metricCell(row.metrics[name], name === metric))} ${compared && differenceCell(row)}
            ${reference && referenceCell(row)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What the runs took, a row a model. */
export function runTable({ rows }: LeaderboardReport): Html {
  const heads = [labels.cases, labels.failed, labels.timePerCase, labels.tokens, labels.cost];
  return html`<table>
    <caption>
      ${both(labels.runsCaption)}
    </caption>
    <thead>
      <tr>
        <th scope="col" class="text">${both(labels.model)}</th>
        ${heads.map((head) => html`<th scope="col">${both(head)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row">${row.model}</th>
            <td>${row.cases}</td>
            <td class="${row.failed > 0 && 'bad'}">${row.failed}</td>
            ${usageCells(row)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function metricCell(interval: Interval | undefined, first: boolean): Html {
  return interval ? html`<td class="${first && 'first'}">${valueAndRange(formatInterval(interval, 3))}</td>` : NONE;
}

function differenceCell({ differenceToBest }: LeaderboardRow): Html {
  if (!differenceToBest) return NONE;
  const mark = isDistinct(differenceToBest) ? null : html`<span class="mark quiet">${both(labels.notDistinct)}</span>`;
  return html`<td>${valueAndRange(formatDifference(differenceToBest, 3))}${mark}</td>`;
}

function referenceCell({ againstReference }: LeaderboardRow): Html {
  if (!againstReference) return NONE;
  const { ratio, decision } = againstReference;
  const value = ratio && valueAndRange(formatInterval(ratio, 3));
  return html`<td>${value}<span class="mark ${decision}">${both(decisionLabels[decision])}</span></td>`;
}

/** Value and interval as `formatInterval` gives them, the interval smaller and below; minus signs as printed. */
function valueAndRange(text: string): Html {
  const at = text.indexOf(' ');
  const minus = (part: string): string => part.replaceAll('-', '−');
  return html`${minus(text.slice(0, at))} <span class="range">${minus(text.slice(at + 1))}</span>`;
}

function usageCells({ usage, cases }: LeaderboardRow): Html {
  if (!usage) return html`${NONE}${NONE}${NONE}`;
  return html`<td>${cases > 0 ? formatDuration(usage.milliseconds / cases) : '–'}</td>
    <td>${formatCount(tokensOf(usage))}</td>
    <td>${usage.cost === null ? '–' : formatCost(usage.cost)}</td>`;
}

/** AUPR by category and model, a cell the darker the higher. */
export function categoryTable({ categories = [], rows }: LeaderboardReport): Html {
  const models = rows.map((row) => row.model);
  return html`<table>
    <caption>
      ${both(labels.categoriesCaption)}
    </caption>
    <thead>
      <tr>
        <th scope="col" class="text">${both(labels.category)}</th>
        <th scope="col">${both(labels.gold)}</th>
        <th scope="col">${both(labels.casesWith)}</th>
        ${models.map((model) => html`<th scope="col" class="name">${model}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${categories.map(
        ({ category, label, gold, cases, scores }) =>
          html`<tr>
            <th scope="row">${both(label ?? { en: category, ko: category })}</th>
            <td>${gold}</td>
            <td>${cases}</td>
            ${models.map((model) => shadedCell(scores[model]))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function shadedCell(score: number | undefined): Html {
  if (score === undefined) return NONE;
  return html`<td class="shade" style="--share: ${formatNumber(score, 3)}">${formatNumber(score)}</td>`;
}
