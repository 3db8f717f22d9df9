import { useEffect, useRef, useState } from 'react';
import { useCatalogue } from '../link/catalogue';
import type { TypeCode } from '../link/types';
import { useT } from '../shell/i18n';

/** Initials from their beginning first, then names and codes that contain what was typed. */
export function matchingTypes(types: readonly TypeCode[], query: string): TypeCode[] {
  const text = query.trim().toLowerCase();
  if (text === '') return [...types];
  const rank = (type: TypeCode) => {
    const initials = type.initials.toLowerCase();
    if (type.code.toLowerCase() === text || type.name === query.trim()) return 0;
    if (initials.startsWith(text)) return 1;
    if (type.name.includes(query.trim()) || type.label.includes(query.trim())) return 2;
    if (initials.includes(text)) return 3;
    return type.code.toLowerCase().includes(text) ? 4 : 9;
  };
  return types.map((type) => ({ type, at: rank(type) })).filter((each) => each.at < 9).sort((a, b) => a.at - b.at).map((each) => each.type);
}

interface Props { value: string; onChange: (code: string) => void; wrong: boolean; children?: React.ReactNode }

export function TypeField({ value, onChange, wrong, children }: Props) {
  const t = useT();
  const types = useCatalogue();
  const chosen = types.find((type) => type.code === value);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const shown = matchingTypes(types, query);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, open]);
  const choose = (type: TypeCode | undefined) => {
    if (!type) return;
    onChange(type.code);
    setQuery('');
    setOpen(false);
  };
  return (
    <div className={`field ${wrong ? 'wrong' : ''}`}>
      <label className="label" htmlFor="intake-type"><span>{t('intake.type')} <span className="required">*</span></span><span className="hint">{t('intake.typeHint')}</span></label>
      <div className="combo">
        <input
          id="intake-type" data-testid="intake-type" data-field="type" data-code={value} role="combobox" aria-expanded={open} aria-controls="intake-type-list" autoComplete="off"
          placeholder={t('intake.typeSearch')} value={open ? query : chosen ? `${chosen.code} ${chosen.name}` : value}
          onFocus={() => {
            setOpen(true);
            setQuery('');
            setAt(0);
          }}
          onBlur={() => setOpen(false)}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.ctrlKey) return;
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter' && open) choose(shown[at]);
            else if (event.key === 'Tab' && query.trim() !== '') return choose(shown[at]);
            else if (event.key === 'Escape' && open) setOpen(false);
            else return;
            event.preventDefault();
          }}
        />
        {open && (
          <div ref={list} id="intake-type-list" role="listbox" className="place-list" aria-label={t('intake.type')}>
            {shown.map((type, index) => (
              <div key={type.code} role="option" aria-selected={index === at} onPointerDown={(event) => event.preventDefault()} onClick={() => choose(type)}>
                <span className="mono muted">{type.code}</span><span className="grow">{type.name}</span><span className="small muted">{type.initials}</span>
              </div>
            ))}
          </div>
        )}
      </div>
      {children}
    </div>
  );
}
