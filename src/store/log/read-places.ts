import type { Place } from './append-log.ts'

const GROUP_BYTES = 1024 * 1024
const GAP_BYTES = 16 * 1024

/** The bytes of several places of one file, in the order asked for: what lies close together is read at once. */
export async function readPlaces(
  read: (position: number, length: number) => Promise<Buffer>,
  places: readonly Place[],
): Promise<readonly Buffer[]> {
  const found: Buffer[] = Array.from({ length: places.length })
  const sorted = places
    .map((place, index) => ({ place, index }))
    .sort((a, b) => a.place.offset - b.place.offset)
  for (let from = 0; from < sorted.length;) {
    const start = sorted[from]?.place.offset ?? 0
    let end = start
    let to = from
    for (; to < sorted.length; to++) {
      const place = sorted[to]?.place
      if (place === undefined) break
      const placeEnd = place.offset + place.length
      if (to > from && (place.offset > end + GAP_BYTES || placeEnd > start + GROUP_BYTES)) break
      end = Math.max(end, placeEnd)
    }
    const bytes = await read(start, end - start)
    for (const { place, index } of sorted.slice(from, to)) {
      const at = place.offset - start
      found[index] = bytes.subarray(at, at + place.length)
    }
    from = to
  }
  return found
}
