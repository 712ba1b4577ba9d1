import { countCodePoints } from '../../protocol/content.ts'
import { TEXT_CODE_POINTS_MAX } from '../../protocol/limits.ts'
import { ChatError } from '../../shared/errors.ts'

/** What somebody typed as it may be sent; throws EMPTY_MESSAGE, MESSAGE_TOO_LONG. */
export function checkText(text: string): string {
  const wellFormed = text.toWellFormed()
  if (wellFormed.trim() === '') throw new ChatError('EMPTY_MESSAGE')
  if (countCodePoints(wellFormed) > TEXT_CODE_POINTS_MAX) throw new ChatError('MESSAGE_TOO_LONG')
  return wellFormed
}
