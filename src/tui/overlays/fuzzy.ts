/**
 * How well the letters of `query` stand in `name` in their order; 0: they do not. A beginning counts more than the start of a
 * word, that more than letters side by side, and shorter names win among equals.
 */
export function fuzzyScore(query: string, name: string): number {
  const letters = [...query.toLowerCase()]
  const text = [...name.toLowerCase()]
  let score = 1
  let at = 0
  let previous = -2
  for (const letter of letters) {
    const found = text.indexOf(letter, at)
    if (found === -1) return 0
    const before = text[found - 1]
    if (found === 0 || (found === 1 && isSign(before))) score += 8
    else if (isSign(before)) score += 5
    if (found === previous + 1) score += 8
    score += 1
    previous = found
    at = found + 1
  }
  return score + 1 / (1 + text.length)
}

function isSign(letter: string | undefined): boolean {
  return letter !== undefined && !/[\p{L}\p{N}]/u.test(letter)
}
