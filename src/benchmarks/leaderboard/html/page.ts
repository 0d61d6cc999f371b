import { formatCount, formatNumber } from '../format.js';
import { caseCount, labels, metricLabel, metricMeaning, orderMetrics } from '../labels.js';
import type { LeaderboardReport, ModelProvenance, ReportLanguage } from '../leaderboard.js';
import type { Bilingual } from '../../../contracts/clause-types.js';
import { curveChart, intervalChart, swatch } from './charts.js';
import { both, html, type Html, trusted } from './markup.js';
import { style } from './style.js';
import { categoryTable, runTable, scoreTable } from './tables.js';

/**
 * The report as one HTML file that loads nothing and runs nothing: open it anywhere, mail it, print it. It holds both
 * languages and shows `language` first. Whatever a name in it contains stays text.
 */
export function renderHtml(report: LeaderboardReport, language: ReportLanguage = 'en'): string {
  const { suite } = report;
  const title = suite.title ?? { en: suite.name, ko: suite.name };
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${labels.leaderboard[language]}: ${title[language]}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          <div>
            <h1>${both(labels.leaderboard)}: ${both(title)}</h1>
            <p class="quiet">
              ${both(labels.suite)} <code>${suite.name}</code>, ${both(labels.version)} ${suite.version},
              ${both(caseCount(suite.cases))}, ${both(labels.written)}
              <time datetime="${report.generatedAt}">${report.generatedAt.slice(0, 16).replace('T', ' ')}</time>
            </p>
          </div>
          ${languageChoice(language)}
        </header>
        <main>
          ${report.rows.length === 0 ? html`<p>${both(labels.nothing)}</p>` : results(report)} ${provenance(report)}
        </main>
      </body>
    </html> `;
  return page.markup;
}

function languageChoice(chosen: ReportLanguage): Html {
  const option = (language: ReportLanguage, name: string): Html =>
    html`<input type="radio" name="language" id="language-${language}" ${language === chosen && html` checked`} /><label
        for="language-${language}"
        lang="${language}"
        >${name}</label
      >`;
  return html`<fieldset class="languages">
    <legend class="hidden">${both(labels.language)}</legend>
    ${option('en', 'English')}${option('ko', '한국어')}
  </fieldset>`;
}

function results(report: LeaderboardReport): Html {
  return html` ${section('scores', labels.scores, scrollable('scores', scoreTable(report)))}
  ${section('intervals', labels.intervals, figure('intervals-caption', labels.intervalsCaption, intervalChart(report, 'intervals intervals-caption')))}
  ${curves(report)}
  ${report.categories?.length && section('categories', labels.categories, scrollable('categories', categoryTable(report)))}
  ${section('runs', labels.runs, scrollable('runs', runTable(report)))} ${howToRead(report)}`;
}

function section(id: string, heading: Bilingual, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${both(heading)}</h2>
    ${content}
  </section>`;
}

/** A wide table scrolls in its own frame, also by keyboard. */
function scrollable(labelledBy: string, content: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${labelledBy}">${content}</div>`;
}

function figure(captionId: string, caption: Bilingual, chart: Html, after?: Html): Html {
  return html`<figure>
    <figcaption id="${captionId}">${both(caption)}</figcaption>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="${captionId}">${chart}</div>
    ${after}
  </figure>`;
}

function curves(report: LeaderboardReport): Html | null {
  const own = report.rows.flatMap((row, position) => {
    const found = report.curves?.find(({ model, curve }) => model === row.model && curve.length > 0);
    return found ? [{ ...found, position, aupr: row.metrics.aupr?.value }] : [];
  });
  if (own.length === 0) return null;
  const legend = html`<ul class="legend">
    ${own.map(
      ({ model, position, aupr }) =>
        html`<li>
          ${swatch(position)}
          ${model}${aupr !== undefined && html` <span class="quiet">AUPR ${formatNumber(aupr, 3)}</span>`}
        </li>`,
    )}
  </ul>`;
  const content = figure('curves-caption', labels.curvesCaption, curveChart(own, 'curves curves-caption'), legend);
  return section('curves', labels.curves, html`<div class="curves">${content}</div>`);
}

function howToRead({ rows, reference }: LeaderboardReport): Html {
  const meanings = orderMetrics(rows.flatMap((row) => Object.keys(row.metrics))).flatMap((name) => {
    const meaning = metricMeaning(name);
    return meaning
      ? [
          html`<dt>${both(metricLabel(name))}</dt>
            <dd>${both(meaning)}</dd>`,
        ]
      : [];
  });
  return section(
    'reading',
    labels.howToRead,
    html`${meanings.length > 0 && html`<dl>${meanings}</dl>`}
      <p>${both(labels.intervalMeaning)}</p>
      <p>${both(labels.differenceMeaning)}</p>
      ${reference && html`<p>${both(labels.decisionMeaning)}</p>`}
      <p>${both(labels.failedMeaning)}</p>`,
  );
}

function provenance({ suite, provenance: own }: LeaderboardReport): Html {
  const row = (label: Bilingual, value: Html | string | number | undefined): Html | null =>
    value === undefined
      ? null
      : html`<dt>${both(label)}</dt>
          <dd>${value}</dd>`;
  return section(
    'provenance',
    labels.provenance,
    html`<dl>
        ${row(labels.suiteHash, html`<code>${suite.hash}</code>`)} ${row(labels.task, suite.task)}
        ${row(labels.data, suite.attribution)} ${row(labels.johangVersion, own.version)}
        ${row(labels.revision, own.revision && html`<code>${own.revision}</code>`)} ${row(labels.seed, own.seed)}
        ${row(labels.resamples, formatCount(own.resamples))}
        ${row(labels.confidence, `${Math.round(own.confidence * 1000) / 10} %`)}
      </dl>
      ${own.models.map(modelProvenance)}
      ${
        own.commands.length > 0 &&
        html`<h3>${both(labels.commands)}</h3>
          <pre><code>${own.commands.join('\n')}</code></pre>`
      }`,
  );
}

function modelProvenance({ model, snapshot, runId, prompts = [], parameters = {} }: ModelProvenance): Html {
  return html`<h3>${model}</h3>
    <dl>
      <dt>${both(labels.snapshot)}</dt>
      <dd><code>${snapshot}</code></dd>
      ${
        runId !== undefined &&
        html`<dt>${both(labels.run)}</dt>
          <dd><code>${runId}</code></dd>`
      }
      ${
        prompts.length > 0 &&
        html`<dt>${both(labels.prompts)}</dt>
          <dd>
            ${prompts.map(({ name, version, hash }) => html`${name} ${version} <code>${hash.slice(0, 12)}</code> `)}
          </dd>`
      }
      ${
        Object.keys(parameters).length > 0 &&
        html`<dt>${both(labels.parameters)}</dt>
          <dd><code>${JSON.stringify(parameters)}</code></dd>`
      }
    </dl>`;
}
