const SPACES_PER_TAB = 4

/** Typed or pasted text as the editor takes it: line ends as `\n`, tabs as spaces, nothing that steers a terminal. */
export function typeable(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' '.repeat(SPACES_PER_TAB))
    .replaceAll(UNTYPEABLE, '')
}

/** The zero-width joiner stays: emoji may arrive in pieces. */
const UNTYPEABLE = /(?!\n)\p{Cc}|(?!\u200D)\p{Cf}|[\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu
