import type { Kid } from '../../protocol/ids.ts'
import { parseUsername, type Username } from '../../protocol/names.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Directory } from './directory.ts'

/** Whom a typed name means; asks the tracker when nobody here is called that. Throws ChatError UNKNOWN_USER, DM_WITH_SELF. */
export async function findPartner(
  typed: string,
  self: Kid,
  directory: Pick<Directory, 'kidOf'>,
  refreshDirectory: () => Promise<void>,
): Promise<{ readonly name: Username; readonly kid: Kid }> {
  const name = parseUsername(typed)
  let kid = name && directory.kidOf(name)
  if (kid === undefined) {
    await refreshDirectory()
    kid = name && directory.kidOf(name)
  }
  if (name === undefined || kid === undefined)
    throw new ChatError('UNKNOWN_USER', { subject: typed })
  if (kid === self) throw new ChatError('DM_WITH_SELF')
  return { name, kid }
}
