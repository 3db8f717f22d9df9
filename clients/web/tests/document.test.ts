import { describe, expect, it } from 'vitest';
import { isEmpty, moved, paragraphsOf, tidied } from '../src/document/content';
import { pathOf } from '../src/search/where';

describe('公文', () => {
  it('makes a paragraph of each line that says something', () => {
    expect(paragraphsOf(' 一。\n\n  二。 \n')).toEqual(['一。', '二。']);
    const content = { title: '题', issuer: '', sections: [{ heading: '', paragraphs: ['甲', '', ' 乙 '] }] };
    expect(tidied(content as never).sections[0]!.paragraphs).toEqual(['甲', '乙']);
  });
  it('knows a section that is still to be written', () => {
    expect(isEmpty({ heading: '结论', paragraphs: ['  '] })).toBe(true);
    expect(isEmpty({ heading: '结论', paragraphs: [], table: { head: ['时间'], rows: [] } })).toBe(true);
    expect(isEmpty({ heading: '结论', paragraphs: [], table: { head: ['时间'], rows: [['1时']] } })).toBe(false);
  });
  it('moves a section and loses none', () => {
    expect(moved([1, 2, 3], 0, 2)).toEqual([2, 3, 1]);
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  });
});

describe('搜索', () => {
  it('leads to where a thing is shown', () => {
    const hit = (key: object, incident?: number) => pathOf({ key, incident, title: [], snippet: [], at: 0 } as never);
    expect(hit({ kind: 'incident', id: 3 }, 3)).toBe('/incident/3');
    expect(hit({ kind: 'order', id: 9 }, 3)).toBe('/incident/3');
    expect(hit({ kind: 'document', id: 2 }, 3)).toBe('/document/2');
    expect(hit({ kind: 'phone_call', id: 5 })).toBe('/duty');
  });
});
