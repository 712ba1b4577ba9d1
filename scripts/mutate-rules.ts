import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'

/**
 * Breaks one rule of the room log after another and runs the log's tests: each mutant has to die. Takes some minutes and changes
 * files while it runs; `node scripts/mutate-rules.ts`.
 */
const ROOM = 'src/log/room'
const MUTANTS: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  [
    'anybody may act as moderator',
    'judge-acts',
    "if (!isByModerator(act, reigns)) return 'not-moderator'",
    '',
  ],
  [
    'a moderator who left may act',
    'judge-acts',
    "if (hasLeftBefore(act, act.author, room)) return 'not-a-member'",
    '',
  ],
  [
    'a moderator may remove himself',
    'judge-acts',
    "if (isType(act, 'remove', 'ban') && act.event.kid === act.author) return 'malformed'",
    '',
  ],
  [
    'acts after the end count',
    'judge-acts',
    "if (ends.some((end) => isBefore(end, act))) return 'after-delete'",
    '',
  ],
  [
    'password generations may leap',
    'judge-acts',
    'act.event.generation !== nextGeneration(act)',
    'false',
  ],
  [
    'a new password cancels nothing',
    'judge-acts',
    'passwords.push(act)\n      barriers.push(act)',
    'passwords.push(act)',
  ],
  [
    'closing a room cancels nothing',
    'judge-acts',
    "before.admit === 'open' && act.event.policy.admit === 'password'",
    'false',
  ],
  [
    'opening a room cancels admissions',
    'judge-acts',
    "before.admit === 'open' && act.event.policy.admit === 'password'",
    'before.admit !== act.event.policy.admit',
  ],
  [
    'an undue expiry counts',
    'judge-acts',
    'else if (!isDue(node, room, reigns, spokenAt)) voided',
    'else if (false) voided',
  ],
  [
    'a deleted room has expired',
    'judge-acts',
    "ends.length > expiries.length ? 'deleted' : 'expired'",
    "'expired'",
  ],
  [
    'a former moderator reaches back',
    'reigns',
    '(until === undefined || until === node || isBefore(node, until))',
    'true',
  ],
  [
    'a moderator acts before he knows that he is one',
    'reigns',
    '(since === node || isBefore(since, node)) &&',
    '',
  ],
  [
    'a witness is good for any generation',
    'reigns',
    'event.witness?.generation === generation &&',
    'event.witness !== null &&',
  ],
  ['witnesses are ignored', 'reigns', 'hasTracker && hasWitness(transfer, reigns.length)', 'false'],
  ['a transfer needs no consent', 'reigns', '&& hasConsented(transfer, room, reigns)', ''],
  [
    'who left may hand over',
    'reigns',
    'if (hasLeftBefore(transfer, reign.kid, room)) return false',
    '',
  ],
  [
    'a deleted room is handed over',
    'reigns',
    '!hasEndedBefore(transfer, room, reigns, spokenAt) &&',
    '',
  ],
  ['banned people are made moderator', 'reigns', '!isBanned &&\n', ''],
  [
    'any silence is long enough',
    'reigns',
    'inactivity === null || asOf - lastSeen < inactivity * 1_000',
    'inactivity === null',
  ],
  [
    'an expiry needs no policy',
    'reigns',
    'if (inactivity === null || asOf',
    'if (inactivity !== null && asOf',
  ],
  [
    'entries do not belie an expiry',
    'reigns',
    '.some((node) => node.sentAt > lastSeen && !isBefore(expiry, node))',
    '.some(() => false)',
  ],
  [
    'messages do not belie an expiry',
    'reigns',
    'if (spokenAt(reign.kid) > lastSeen) return false',
    '',
  ],
  [
    'an unban lifts bans that it does not know',
    'reigns',
    '!unbans.some((unban) => isBefore(ban, unban))',
    'unbans.length === 0',
  ],
  [
    'removals of the author void nothing',
    'evaluate-room',
    "if (judged.removalsOf(node.author).some((removal) => areConcurrent(removal, node))) {\n    return 'concurrent-removal'\n  }",
    '',
  ],
  [
    'own leaves void nothing',
    'evaluate-room',
    "if (ownLeaves.some((leave) => areConcurrent(leave, node))) return 'concurrent-removal'",
    '',
  ],
  [
    'admissions pass a password change',
    'evaluate-room',
    '!isModerator && judged.barriers.some((barrier) => areConcurrent(barrier, node))',
    'false',
  ],
  [
    'a password change cancels the moderator’s admissions',
    'evaluate-room',
    '!isModerator && judged.barriers',
    'judged.barriers',
  ],
  [
    'banned people come in',
    'evaluate-room',
    "if (membership.isBanned(kid, node)) return 'banned'",
    '',
  ],
  [
    'arrivals after the end count',
    'evaluate-room',
    "if (judged.hasEndedBefore(node)) return 'after-delete'\n  if (judged.removalsOf(node",
    'if (judged.removalsOf(node',
  ],
  [
    'a request is good twice',
    'evaluate-room',
    "return hasUsedRequest(node, room) ? 'bad-request' : undefined",
    'return undefined',
  ],
  [
    'leaves beside a removal count',
    'evaluate-room',
    "if (removals.some((removal) => areConcurrent(removal, leave))) return 'concurrent-removal'",
    '',
  ],
  [
    'leaves after the end count',
    'evaluate-room',
    "if (judged.hasEndedBefore(leave)) return 'after-delete'",
    '',
  ],
  [
    'who is not in the room leaves it',
    'evaluate-room',
    "return isIn ? undefined : 'not-a-member'",
    'return undefined',
  ],
  [
    'one removal known is enough',
    'membership',
    'ended.every((removal) => isBefore(removal, addition))',
    'ended.some((removal) => isBefore(removal, addition)) || ended.length === 0',
  ],
  ['bans do not end membership', 'membership', '&& !isBanned(kid, before)', ''],
  [
    'epochs by strangers count',
    'epoch-judge',
    "if (!members.has(epoch.author)) return { isValid: false, reason: 'not-a-member' }",
    '',
  ],
  [
    'epochs for other members count',
    'epoch-judge',
    "if (hash !== epoch.event.membersHash) return { isValid: false, reason: 'wrong-members' }",
    '',
  ],
  ['messages behind a cut are shown', 'build-view', 'return !isCut && ', 'return '],
  [
    'an epoch that knows of no removal is used',
    'build-view',
    '&& isSubset(rotations, node.past)',
    '',
  ],
  [
    'an epoch’s ancestor is used',
    'build-view',
    '.filter((node) => !epochs.some((other) => isBefore(node, other)))',
    '',
  ],
]

const survivors: string[] = []
for (const [what, name, from, to] of MUTANTS) {
  const path = `${ROOM}/${name}.ts`
  const original = readFileSync(path, 'utf8')
  if (!original.includes(from)) {
    survivors.push(`${what} (not found)`)
    continue
  }
  writeFileSync(path, original.replace(from, to))
  try {
    const tests = ['vitest', 'run', '--project', 'unit', '--bail', '1', 'test/unit/log']
    const { status } = spawnSync('npx', tests, { stdio: 'ignore' })
    if (status === 0) survivors.push(what)
    process.stdout.write(`${status === 0 ? 'SURVIVED' : 'died    '} ${what}\n`)
  } finally {
    writeFileSync(path, original)
  }
}
process.stdout.write(`${MUTANTS.length - survivors.length} of ${MUTANTS.length} died\n`)
for (const survivor of survivors) process.stdout.write(`left: ${survivor}\n`)
process.exitCode = survivors.length === 0 ? 0 : 1
