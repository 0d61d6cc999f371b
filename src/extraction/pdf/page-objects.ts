import type { Pdfium, Pointer } from './pdfium.js';
import type { PageView } from './page-view.js';

/** `FPDF_PAGEOBJ_...` */
const TEXT = 1;
const IMAGE = 3;
const FORM = 5;

/** `FPDF_TEXTRENDERMODE_INVISIBLE`: what recognition lays under a scan. */
const INVISIBLE = 3;

/** Drawings of maps and plans have more objects than anyone wants to count. */
const MAX_OBJECTS = 20_000;
const MAX_DEPTH = 5;

export interface PageDrawing {
  /** Whether the page shows anything but text. */
  drawn: boolean;
  /** Whether it shows letters, or what stands for them. */
  lettered: boolean;
  /** Share of the page that pictures cover, 0 to 1. */
  pictured: number;
  /** Whether there is text that is not seen. */
  hiddenText: boolean;
}

/** Tells what a page shows, without decoding any image. */
export function surveyPage(engine: Pdfium, page: Pointer, view: PageView): PageDrawing {
  const survey = new Survey(engine);
  const count = engine.functions.FPDFPage_CountObjects(page);
  for (let index = 0; index < count && survey.goesOn; index += 1) {
    survey.look(engine.functions.FPDFPage_GetObject(page, index), 0);
  }
  const { drawn, lettered, hiddenText } = survey;
  return { drawn, lettered, hiddenText, pictured: Math.min(1, survey.pictures / (view.width * view.height || 1)) };
}

class Survey {
  drawn = false;
  lettered = false;
  hiddenText = false;
  /** Area of all pictures. A scan may be cut into strips. */
  pictures = 0;
  #looked = 0;

  constructor(private readonly engine: Pdfium) {}

  get goesOn(): boolean {
    return this.#looked < MAX_OBJECTS;
  }

  look(object: Pointer, depth: number): void {
    this.#looked += 1;
    const { functions } = this.engine;
    const type = functions.FPDFPageObj_GetType(object);
    if (type === TEXT) {
      const hidden = functions.FPDFTextObj_GetTextRenderMode(object) === INVISIBLE;
      this.hiddenText ||= hidden;
      this.lettered ||= !hidden;
    } else if (type === FORM) {
      this.#lookInto(object, depth + 1);
    } else {
      this.drawn = true;
      if (type === IMAGE) this.pictures += this.#area(object);
    }
  }

  #lookInto(form: Pointer, depth: number): void {
    const { functions } = this.engine;
    const before = this.pictures;
    const count = depth > MAX_DEPTH ? 0 : functions.FPDFFormObj_CountObjects(form);
    for (let index = 0; index < count && this.goesOn; index += 1) {
      this.look(functions.FPDFFormObj_GetObject(form, index), depth);
    }
    // Inside of a form, sizes are those of its own space: a picture there covers as much as the form does.
    if (this.pictures > before) this.pictures = before + this.#area(form);
  }

  #area(object: Pointer): number {
    const { functions, scratch } = this.engine;
    const found = functions.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12);
    if (found === 0) return 0;
    const [left = 0, bottom = 0, right = 0, top = 0] = this.engine.floats;
    return Math.abs((right - left) * (top - bottom));
  }
}
