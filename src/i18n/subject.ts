/** How catalogs weave a subject that may be unknown (empty) into a sentence. */

/** The subject, or `otherwise` when it is unknown. */
export function or(subject: string, otherwise: string): string {
  return subject === '' ? otherwise : subject
}

/** ` before subject`, or nothing. */
export function after(before: string, subject: string): string {
  return subject === '' ? '' : `${before} ${subject}`
}

/** ` “subject”`, or nothing. */
export function quoted(subject: string): string {
  return subject === '' ? '' : ` “${subject}”`
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
