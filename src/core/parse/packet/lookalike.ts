/** Names that are easily confused. */

/** Letters of other scripts and digits, with the Latin letter they look like. */
const twins: Record<string, string> = {
  а: 'a',
  α: 'a',
  в: 'b',
  ь: 'b',
  β: 'b',
  с: 'c',
  ϲ: 'c',
  ԁ: 'd',
  е: 'e',
  ε: 'e',
  һ: 'h',
  н: 'h',
  η: 'n',
  і: 'l',
  ι: 'l',
  ӏ: 'l',
  ı: 'l',
  i: 'l',
  '1': 'l',
  '|': 'l',
  ј: 'j',
  к: 'k',
  κ: 'k',
  м: 'm',
  п: 'n',
  ո: 'n',
  о: 'o',
  ο: 'o',
  σ: 'o',
  օ: 'o',
  '0': 'o',
  р: 'p',
  ρ: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  '5': 's',
  т: 't',
  τ: 't',
  υ: 'u',
  ս: 'u',
  ν: 'v',
  ѵ: 'v',
  ѡ: 'w',
  ω: 'w',
  ԝ: 'w',
  х: 'x',
  χ: 'x',
  у: 'y',
  γ: 'y',
  ʏ: 'y',
  _: '-',
  '.': '-',
}

/** Returns the same text for names that look alike in most typefaces. Reads 300 characters, since every name is compared. */
const looks = (name: string): string =>
  [...name.slice(0, 300).normalize('NFKD').toLowerCase()]
    .filter((char) => !/[\p{M}\p{Cf}]/u.test(char))
    .map((char) => twins[char] ?? char)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')

/** A name prepared for comparison with many others. */
export interface Look {
  lower: string
  looks: string
}

export const lookOf = (name: string): Look => ({ lower: name.toLowerCase(), looks: looks(name) })

/** Returns whether two names differ but look alike. Names that differ only in case count as the same name elsewhere. */
export const lookAlike = (a: Look, b: Look): boolean => a.lower !== b.lower && a.looks === b.looks
