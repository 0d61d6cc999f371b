import { format as formatNumber, isDateFormat } from 'numfmt';
import { walkXml } from '../docx/xml.js';
import { koreanNumber } from './korean-number.js';

const GENERAL = 'General';

/**
 * The number formats that files name by id only (ECMA-376 part 1, 18.8.30), those of East Asia as Korean Excel has them.
 * What follows the settings of the reader's computer (14, 22) is given in ISO order, which nobody misreads.
 */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  [0, GENERAL],
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [5, '"$"#,##0_);\\("$"#,##0\\)'],
  [6, '"$"#,##0_);\\("$"#,##0\\)'],
  [7, '"$"#,##0.00_);\\("$"#,##0.00\\)'],
  [8, '"$"#,##0.00_);\\("$"#,##0.00\\)'],
  [9, '0%'],
  [10, '0.00%'],
  [11, '0.00E+00'],
  [12, '# ?/?'],
  [13, '# ??/??'],
  [14, 'yyyy-mm-dd'],
  [15, 'd-mmm-yy'],
  [16, 'd-mmm'],
  [17, 'mmm-yy'],
  [18, 'h:mm AM/PM'],
  [19, 'h:mm:ss AM/PM'],
  [20, 'h:mm'],
  [21, 'h:mm:ss'],
  [22, 'yyyy-mm-dd h:mm'],
  [27, 'yyyy"年" mm"月" dd"日"'],
  [28, 'mm-dd'],
  [29, 'mm-dd'],
  [30, 'mm-dd-yy'],
  [31, 'yyyy"년" mm"월" dd"일"'],
  [32, 'h"시" mm"분"'],
  [33, 'h"시" mm"분" ss"초"'],
  [34, 'yyyy-mm-dd'],
  [35, 'yyyy-mm-dd'],
  [36, 'yyyy"年" mm"月" dd"日"'],
  [37, '#,##0_);\\(#,##0\\)'],
  [38, '#,##0_);\\(#,##0\\)'],
  [39, '#,##0.00_);\\(#,##0.00\\)'],
  [40, '#,##0.00_);\\(#,##0.00\\)'],
  [41, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'],
  [42, '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)'],
  [43, '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'],
  [44, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)'],
  [45, 'mm:ss'],
  [46, '[h]:mm:ss'],
  [47, 'mm:ss.0'],
  [48, '##0.0E+0'],
  [49, '@'],
  [50, 'yyyy"年" mm"月" dd"日"'],
  [51, 'mm-dd'],
  [52, 'yyyy-mm-dd'],
  [53, 'yyyy-mm-dd'],
  [54, 'mm-dd'],
  [55, 'yyyy-mm-dd'],
  [56, 'yyyy-mm-dd'],
  [57, 'yyyy"年" mm"月" dd"日"'],
  [58, 'mm-dd'],
]);

/** Days from the first day of the system of dates that begins in 1900 to that of 1904. */
const DAYS_TO_1904 = 1462;

/** Excel takes no longer format. */
const MAX_FORMAT = 255;

const INVALID = '\u0000';

/** The format that a built-in id stands for; undefined for one that a file must define. */
export function builtInFormat(id: number): string | undefined {
  return BUILT_IN.get(id);
}

/**
 * A value as a format shows it: `displayed(45000, 'yyyy"년" m"월"')` is `2023년 3월`. Integers in the general format keep
 * all their digits, also where Excel would show `1.23457E+12`: they are account and registration numbers. A format that
 * cannot be understood counts as the general one.
 */
export function displayed(value: number | string, format: string, date1904 = false): string {
  if (format.length > MAX_FORMAT) return displayed(value, GENERAL);
  if (typeof value === 'string') return format.includes('@') ? (render(value, format) ?? value) : value;
  if (format.toLowerCase() === 'general' || format === '') return general(value);
  const system = /\[DBNum([1-4])\]/i.exec(format)?.[1];
  if (system) return koreanNumber(displayed(value, format.replace(/\[DBNum[1-4]\]/gi, ''), date1904), system);
  const shift = date1904 && showsDate(format) ? DAYS_TO_1904 : 0;
  return render(value + shift, format)?.trim() ?? general(value);
}

/** Elapsed time (`[h]`) has no date. */
function showsDate(format: string): boolean {
  try {
    return isDateFormat(format) && !/\[[hms]+\]/i.test(format);
  } catch {
    return false;
  }
}

function general(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return render(value, GENERAL) ?? String(value);
}

function render(value: number | string, format: string): string | undefined {
  try {
    const text = formatNumber(format, value, { throws: false, invalid: INVALID, overflow: INVALID });
    return text === INVALID ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The formats of the cells of a workbook, from its styles.xml: by the index of the style that a cell names. */
export class CellFormats {
  readonly #formats: string[] = [];

  constructor(
    xml: string,
    private readonly date1904: boolean,
  ) {
    const own = new Map<number, string>();
    let inCells = false;
    walkXml(xml, {
      open: (name, attributes) => {
        if (name === 'x:numFmt') own.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? GENERAL);
        else if (name === 'x:cellXfs') inCells = true;
        else if (name === 'x:xf' && inCells) {
          const id = Number(attributes['numFmtId'] ?? 0);
          this.#formats.push(own.get(id) ?? builtInFormat(id) ?? GENERAL);
        }
      },
      close: (name) => {
        if (name === 'x:cellXfs') inCells = false;
      },
    });
  }

  /** @param style index of the cell's style. */
  text(value: number | string, style: number): string {
    return displayed(value, this.#formats[style] ?? GENERAL, this.date1904);
  }
}
