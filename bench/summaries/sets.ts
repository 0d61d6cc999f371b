import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type SetName = 'legal' | 'qmsum';
export type Half = 'tuning' | 'reporting';

/** A text with the summary that people wrote for it. */
export interface Item {
  id: string;
  /** Which items are not independent of each other: those of one service's terms; a meeting stands alone. */
  cluster: string;
  text: string;
  reference: string;
}

interface LegalItem {
  uid: string;
  doc: string;
  urls?: string;
  original_text: string;
  reference_summary: string;
}

interface Meeting {
  meeting_transcripts: { speaker: string; content: string }[];
  general_query_list: { answer: string }[];
}

/**
 * The half that an item belongs to, by its id alone: everything that can be tuned was tuned on the first, and figures
 * are reported on the second.
 */
export function halfOf(id: string): Half {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'reporting';
}

/** Of how many folds, by the cluster, so that what is not independent is never parted. */
export const FOLDS = 10;

/** The fold that an item belongs to in cross-fitting, from 0 to {@link FOLDS} - 1. */
export function foldOf({ cluster }: Item): number {
  return (createHash('sha256').update(cluster).digest()[0] ?? 0) % FOLDS;
}

/** Plain-English summaries of passages of terms of service (Manor & Li 2019); a service's passages are one cluster. */
function legal(folder: string): Item[] {
  const items = JSON.parse(readFileSync(join(folder, 'legal_summarization', 'half.json'), 'utf8')) as Record<
    string,
    LegalItem
  >;
  return Object.values(items).map((item) => ({
    id: item.uid,
    cluster: item.urls ?? item.doc,
    text: item.original_text,
    reference: item.reference_summary,
  }));
}

/** Meetings with the answer to their general query: a line of the text is a turn, `Speaker: what was said`. */
function qmsum(folder: string): Item[] {
  const lines = readFileSync(join(folder, 'qmsum', 'val.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.flatMap((line) => {
    const meeting = JSON.parse(line) as Meeting;
    const text = meeting.meeting_transcripts.map(({ speaker, content }) => `${speaker}: ${content}`).join('\n');
    const cluster = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return meeting.general_query_list.map(({ answer }, at) => ({
      id: `${cluster}-${at}`,
      cluster,
      text,
      reference: answer,
    }));
  });
}

export function readSet(name: SetName, folder: string): Item[] {
  return name === 'legal' ? legal(folder) : qmsum(folder);
}
