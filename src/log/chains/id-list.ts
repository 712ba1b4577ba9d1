import type { EntryId } from '../../protocol/ids.ts'

const ID_BYTES = 32
const FIRST_CAPACITY = 8

/** Ids of consecutive entries in 32 bytes each: a history may have a million. */
export interface IdList {
  readonly length: number
  at(index: number): EntryId
  push(id: EntryId): void
  unshift(id: EntryId): void
  /** Forgets the first `count`. */
  drop(count: number): void
}

export function createIdList(): IdList {
  let bytes = Buffer.alloc(FIRST_CAPACITY * ID_BYTES)
  let start = 0
  let length = 0

  /** Grows by a half; room in front only when something is put there. */
  function grow(inFront: boolean): void {
    const more = Math.max(FIRST_CAPACITY, length >>> 1)
    const grown = Buffer.alloc((length + more) * ID_BYTES)
    const grownStart = inFront ? more : 0
    bytes.copy(grown, grownStart * ID_BYTES, start * ID_BYTES, (start + length) * ID_BYTES)
    bytes = grown
    start = grownStart
  }

  return {
    get length() {
      return length
    },
    at(index) {
      const from = (start + index) * ID_BYTES
      return bytes.toString('base64url', from, from + ID_BYTES) as EntryId
    },
    push(id) {
      if ((start + length + 1) * ID_BYTES > bytes.length) grow(false)
      bytes.write(id, (start + length) * ID_BYTES, 'base64url')
      length++
    },
    unshift(id) {
      if (start === 0) grow(true)
      start--
      length++
      bytes.write(id, start * ID_BYTES, 'base64url')
    },
    drop(count) {
      start += count
      length -= count
      if (start < 2 * (length + FIRST_CAPACITY)) return
      bytes = Buffer.from(bytes.subarray(start * ID_BYTES, (start + length) * ID_BYTES))
      start = 0
    },
  }
}
