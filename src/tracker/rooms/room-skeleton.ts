import { usernameSkeleton } from '../../protocol/names.ts'

/** Cyrillic and Greek small letters that print like a Latin one. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ['\u0430', 'a'],
  ['\u0435', 'e'],
  ['\u043e', 'o'],
  ['\u0440', 'p'],
  ['\u0441', 'c'],
  ['\u0443', 'y'],
  ['\u0445', 'x'],
  ['\u0455', 's'],
  ['\u0456', 'i'],
  ['\u0458', 'j'],
  ['\u04bb', 'h'],
  ['\u04cf', 'l'],
  ['\u0501', 'd'],
  ['\u051b', 'q'],
  ['\u051d', 'w'],
  ['\u03b1', 'a'],
  ['\u03b9', 'i'],
  ['\u03bd', 'v'],
  ['\u03bf', 'o'],
  ['\u03c1', 'p'],
  ['\u0131', 'i'],
  ['\u0251', 'a'],
  ['\u0261', 'g'],
])

/** Rooms whose names have one skeleton look alike; a tracker takes only one living room of each. */
export function roomSkeleton(name: string): string {
  const letters = [...name.normalize('NFKC').toLowerCase()]
  const latin = letters.map((letter) => LOOKALIKES.get(letter) ?? letter).join('')
  return usernameSkeleton(latin)
}
