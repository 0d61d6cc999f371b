import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import type { ClauseCase } from './importers/importer.js';
import { suiteImporters } from './importers/registry.js';
import { SuiteHasher } from './importers/suite-hash.js';
import { SuiteCaseEntity, SuiteEntity } from './suite.entity.js';

export interface ImportRequest {
  format: string;
  paths: readonly string[];
  name: string;
  source?: Record<string, unknown>;
}

/** What a workspace already holds under a suite's name; the import stops there. */
class SameSuite extends Error {
  constructor(readonly suite: SuiteEntity) {
    super('the suite is there already');
  }
}

@Injectable()
export class SuitesService {
  constructor(private readonly database: Database) {}

  /**
   * Imports a data set as a suite, case by case in one transaction. The same data under the same name again is the suite
   * that is there.
   * @throws AppError `suite.invalid`, `suite.exists` when the name holds other data
   */
  async import(
    scope: Scope,
    { format, paths, name, source }: ImportRequest,
    progress?: (cases: number) => void,
  ): Promise<SuiteEntity> {
    const importer = suiteImporters.get(format);
    if (!importer)
      throw new AppError(
        'suite.invalid',
        `The format ${format} is not known; there are ${[...suiteImporters.keys()].join(', ')}`,
      );
    if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) {
      throw new AppError(
        'suite.invalid',
        'The name of a suite is of lower-case letters, digits, dots, hyphens and underscores, at most 63',
      );
    }
    try {
      return await this.database.forWorkspace(scope, async (em) => {
        // One import of a name at a time: a second one waits, and finds what the first one made.
        await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`suite ${scope.workspaceId} ${name}`]);
        const existing = await em.findOneBy(SuiteEntity, { name });
        const suite = em.create(SuiteEntity, {
          id: newId(),
          workspaceId: scope.workspaceId,
          name: existing ? `${name} ${newId()}` : name,
          version: 1,
          hash: '',
          task: importer.task,
          source: { format, ...source },
          caseCount: 0,
        });
        await em.insert(SuiteEntity, suite as never);
        const hasher = new SuiteHasher();
        for await (const each of importer.read(paths)) {
          hasher.update(each);
          await insertCase(em, suite, each);
          suite.caseCount += 1;
          progress?.(suite.caseCount);
        }
        suite.hash = hasher.digest();
        if (existing?.hash === suite.hash) throw new SameSuite(existing);
        if (existing)
          throw new AppError('suite.exists', `The suite ${name} holds other data (hash ${existing.hash.slice(0, 12)})`);
        await em.update(SuiteEntity, { id: suite.id }, { hash: suite.hash, caseCount: suite.caseCount });
        return em.findOneByOrFail(SuiteEntity, { id: suite.id });
      });
    } catch (error) {
      if (error instanceof SameSuite) return error.suite;
      throw error;
    }
  }

  async list(scope: Scope): Promise<SuiteEntity[]> {
    return this.database.forWorkspace(scope, (em) => em.find(SuiteEntity, { order: { name: 'ASC' } }));
  }

  /** @throws AppError `suite.not_found` */
  async get(scope: Pick<Scope, 'workspaceId'>, name: string): Promise<SuiteEntity> {
    const suite = await this.database.forWorkspace(scope, (em) => em.findOneBy(SuiteEntity, { name }));
    if (!suite) throw new AppError('suite.not_found', `There is no suite named ${name}`);
    return suite;
  }
}

async function insertCase(
  em: EntityManager,
  suite: SuiteEntity,
  { key, text, labels, metadata }: ClauseCase,
): Promise<void> {
  await em.insert(SuiteCaseEntity, {
    id: newId(),
    workspaceId: suite.workspaceId,
    suiteId: suite.id,
    position: suite.caseCount,
    key,
    text,
    gold: labels as never,
    metadata: metadata as never,
  });
}
