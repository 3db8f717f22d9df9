// A document's text as the form holds it: paragraphs as the lines of one text.
import type { DocumentContent, DocumentSection } from '../link/types';

/** What the form makes of a section; an empty line is no paragraph. */
export function paragraphsOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

export function textOf(section: DocumentSection): string {
  return (section.paragraphs ?? []).join('\n');
}

export function isEmpty(section: DocumentSection): boolean {
  return paragraphsOf(textOf(section)).length === 0 && (section.table?.rows.length ?? 0) === 0 && (section.figures?.length ?? 0) === 0;
}

/** As it is sent: without empty paragraphs. */
export function tidied(content: DocumentContent): DocumentContent {
  return { ...content, sections: content.sections.map((section) => ({ ...section, paragraphs: paragraphsOf(textOf(section)) })) };
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length) return [...list];
  const next = [...list];
  const [one] = next.splice(from, 1);
  next.splice(to, 0, one!);
  return next;
}
