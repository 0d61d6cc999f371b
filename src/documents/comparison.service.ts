import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import type { ComparedText } from '../contracts/comparison/comparison.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { ComparisonRunner } from './comparison.runner.js';
import type { ComparisonQuery, DocumentComparison } from './comparison.schema.js';
import type { DocumentTextEntity } from './document-text.entity.js';
import { DocumentEntity } from './document.entity.js';
import { findDocument, findText } from './documents.repository.js';

/** The most characters a document may have to be compared: 4 million take about 10 s and 600 MB of a thread. */
const MAX_CHARACTERS = 5_000_000;

interface ReadDocument {
  document: DocumentEntity;
  text: DocumentTextEntity;
}

/** Tells what is different between two documents. Nothing is stored. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly database: Database,
    private readonly runner: ComparisonRunner,
  ) {}

  /**
   * What became of the older document `query.with` (the version before it, unless told) in the document `id`.
   *
   * @throws AppError `document.not_found`, `document.not_ready`, `document.failed`, `document.no_other_version`,
   * `comparison.too_large`, `comparison.timeout`
   */
  async compare(scope: Scope, id: string, query: ComparisonQuery): Promise<DocumentComparison> {
    const { left, right } = await this.database.forWorkspace(scope, async (em) => {
      const newer = await findDocument(em, id);
      const { seriesId, version } = newer;
      const before = { where: { seriesId, version: LessThan(version) }, order: { version: 'DESC' } } as const;
      const older = query.with ?? (await em.findOne(DocumentEntity, before))?.id;
      if (older === undefined) throw new AppError('document.no_other_version');
      for (const { characters } of [newer, await findDocument(em, older)])
        if ((characters ?? 0) > MAX_CHARACTERS) throw new AppError('comparison.too_large');
      return { left: await findText(em, older), right: await findText(em, id) };
    });
    const { summary, items } = await this.runner.compare(comparedText(left), comparedText(right));
    const shown = query.items === 'all' ? items : items.filter(({ status }) => status !== 'unchanged');
    return { left: described(left), right: described(right), summary, items: shown };
  }
}

function comparedText({ text: { text, pages, provisions, tables } }: ReadDocument): ComparedText {
  return { text, pages, provisions, tables };
}

function described({ document: { id, name, seriesId, version }, text }: ReadDocument): DocumentComparison['left'] {
  return { id, name, seriesId, version, textHash: text.textHash };
}
