import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import { type Catalogue, CatalogueAnswerSchema } from './catalogue.schema.js';
import { CatalogueService, kindOf } from './catalogue.service.js';
import {
  type AddEntry,
  AddEntrySchema,
  ChangeListSchema,
  type EditEntry,
  EditEntrySchema,
  EntrySchema,
  type EntryView,
  type RetireEntry,
  RetireEntrySchema,
} from './entry.schema.js';

/** `:kind` is `models`, `providers` or `dialects`. */
@ApiTags('catalogue')
@Controller('v1/catalogue')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @Requires('models:read')
  @Route({ summary: 'What is known of models that could be added', status: 200, answer: CatalogueAnswerSchema })
  get(@Context() context: RequestContext): Promise<Catalogue> {
    return this.catalogue.get(context);
  }

  @Post(':kind')
  @Requires('models:write')
  @Route({
    summary: 'Add an entry of your own to the catalogue',
    status: 201,
    answer: EntrySchema,
    idempotent: true,
    errors: ['catalogue.exists', 'catalogue.invalid', 'catalogue.not_found', 'request.idempotency_conflict'],
  })
  add(
    @Context() context: RequestContext,
    @Param('kind') kind: string,
    @Body({ schema: AddEntrySchema }) input: AddEntry,
  ): Promise<EntryView> {
    return this.catalogue.add(context, kindOf(kind), input);
  }

  @Get(':kind/:name')
  @Requires('models:read')
  @Route({
    summary: 'Get an entry: what is in force, who changed what of it, and where that comes from',
    status: 200,
    answer: EntrySchema,
    errors: ['catalogue.not_found'],
  })
  entry(
    @Context() context: RequestContext,
    @Param('kind') kind: string,
    @Param('name') name: string,
  ): Promise<EntryView> {
    return this.catalogue.entry(context, kindOf(kind), name);
  }

  @Get(':kind/:name/changes')
  @Requires('models:read')
  @Route({
    summary: 'How an entry was changed, newest first',
    status: 200,
    answer: ChangeListSchema,
    errors: ['catalogue.not_found'],
  })
  async changes(@Context() context: RequestContext, @Param('kind') kind: string, @Param('name') name: string) {
    return { items: await this.catalogue.history(context, kindOf(kind), name), nextCursor: null };
  }

  @Patch(':kind/:name')
  @Requires('models:write')
  @Route({
    summary: 'Change fields of an entry, or set them back to what ships',
    description: 'What is not named stays as it is, and as long as it is as shipped changes with what ships.',
    status: 200,
    answer: EntrySchema,
    errors: ['catalogue.not_found', 'catalogue.changed', 'catalogue.invalid'],
  })
  edit(
    @Context() context: RequestContext,
    @Param('kind') kind: string,
    @Param('name') name: string,
    @Body({ schema: EditEntrySchema }) input: EditEntry,
  ): Promise<EntryView> {
    return this.catalogue.edit(context, kindOf(kind), name, input);
  }

  @Post('models/:name/retire')
  @Requires('models:write')
  @Route({
    summary: 'Say when a model stops answering: from two months before, all that uses it warns',
    status: 200,
    answer: EntrySchema,
    errors: ['catalogue.not_found', 'catalogue.changed', 'catalogue.invalid'],
  })
  retire(
    @Context() context: RequestContext,
    @Param('name') name: string,
    @Body({ schema: RetireEntrySchema }) input: RetireEntry,
  ): Promise<EntryView> {
    return this.catalogue.retire(context, name, input);
  }

  @Delete(':kind/:name')
  @Requires('models:write')
  @Route({
    summary: 'Take back what the workspace says: an entry of its own goes, a shipped one is as shipped',
    status: 204,
    errors: ['catalogue.not_found', 'catalogue.in_use', 'catalogue.invalid'],
  })
  remove(@Context() context: RequestContext, @Param('kind') kind: string, @Param('name') name: string): Promise<void> {
    return this.catalogue.remove(context, kindOf(kind), name);
  }
}
