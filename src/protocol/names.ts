import * as v from 'valibot'

/** Usernames: `a–z`, digits, inner `. _ -`, 2–31 characters. */
export const UsernameSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9](?:[a-z0-9._-]{0,29}[a-z0-9])$/, 'not a username'),
  v.brand('Username'),
)
export type Username = v.InferOutput<typeof UsernameSchema>

/**
 * Room names: 1–32 letters, marks, digits and inner `. _ -` of any script, lower case and NFC, so that two names that print
 * alike by case or composition are one.
 */
export const RoomNameSchema = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?$/u, 'not a room name'),
  v.check((name) => [...name].length <= 32, 'too long'),
  v.check((name) => name.normalize('NFC').toLowerCase() === name, 'not lower case NFC'),
  v.brand('RoomName'),
)
export type RoomName = v.InferOutput<typeof RoomNameSchema>

/** What a person typed as a room's name, without its `#`, brought into the form of RoomNameSchema where possible. */
export function normalizeRoomName(typed: string): string {
  const lower = typed.trim().replace(/^#/, '').normalize('NFC').toLowerCase()
  // Some small letters exist in one piece whose capitals do not (J̌, ǰ).
  return lower.normalize('NFC')
}

/** What a person typed as a username, without its `@`, brought into the form of UsernameSchema where possible. */
export function normalizeUsername(typed: string): string {
  return typed.trim().replace(/^@/, '').toLowerCase()
}

/**
 * Usernames with one skeleton look alike; a tracker hands out only one of them. Each letter is replaced for itself, the wide ones
 * by the pair they look like (not the pair by the wide one: what "vvv" becomes would depend on where one begins).
 */
export function usernameSkeleton(username: string): string {
  return username.replaceAll(/[^a-z]|[idmw]/g, (letter) => LOOKS_LIKE[letter] ?? letter)
}

const LOOKS_LIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  i: 'l',
  d: 'cl',
  m: 'rn',
  w: 'vv',
  '.': '',
  _: '',
  '-': '',
}

/** What a person typed, as a room's name; undefined when it cannot be one. */
export function parseRoomName(typed: string): RoomName | undefined {
  const parsed = v.safeParse(RoomNameSchema, normalizeRoomName(typed))
  return parsed.success ? parsed.output : undefined
}

/** What a person typed, as a username; undefined when it cannot be one. */
export function parseUsername(typed: string): Username | undefined {
  const parsed = v.safeParse(UsernameSchema, normalizeUsername(typed))
  return parsed.success ? parsed.output : undefined
}
