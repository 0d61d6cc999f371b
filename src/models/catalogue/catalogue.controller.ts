import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { shippedCatalogue } from './catalogue.js';
import { type Catalogue, CatalogueAnswerSchema } from './catalogue.schema.js';

@ApiTags('models')
@Controller('v1/catalogue')
export class CatalogueController {
  @Get()
  @Requires('models:read')
  @Route({ summary: 'What is known of models that could be added', status: 200, answer: CatalogueAnswerSchema })
  get(): Catalogue {
    return shippedCatalogue();
  }
}
