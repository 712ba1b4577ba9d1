import type { OwnedShare } from '../../protocol/files.ts'
import { SHARES_PER_REPLY } from '../../protocol/limits.ts'
import { encodeParts } from '../../protocol/parts.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import type { TrackerHandler } from '../tracker-context.ts'

/** What one user or all who are online share, so many at a time. */
export const sharesList: TrackerHandler<'shares.list'> = async ({ params }, { shares }) => {
  const { of, from } = params
  const found: OwnedShare[] = []
  let number = 0
  for (const kid of of === null ? shares.kids() : [of]) {
    const list = shares.of(kid)
    for (const share of list.slice(Math.max(0, from - number))) {
      if (found.length > SHARES_PER_REPLY) break
      found.push({ kid, ...share })
    }
    number += list.length
    if (found.length > SHARES_PER_REPLY) break
  }
  const hasMore = found.length > SHARES_PER_REPLY
  const next = hasMore ? from + SHARES_PER_REPLY : null
  const parts = found.slice(0, SHARES_PER_REPLY).map(encodeJson)
  return { result: { next }, body: encodeParts(parts) }
}
