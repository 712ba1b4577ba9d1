import { expect, test } from 'vitest'
import { createTestFolder } from '../helpers/program.ts'
import { KEYS } from '../helpers/screen.ts'
import { meet, sitDown, type Person } from './person.ts'

/** Three programs, each of which stretches a password. */
const PATIENT = { timeout: 240_000 }

const MANAGE = KEYS.ctrl('g')

/** Opens the modal at one of its letters. */
async function manage(person: Person, room: string, letter: string, title: string): Promise<void> {
  person.write(MANAGE)
  await person.see(`╭ Manage #${room}`)
  person.write(letter)
  await person.see(`╭ ${title}`)
}

/** Closes everything that lies over the chat. */
async function backToChat(person: Person): Promise<void> {
  person.write(KEYS.escape)
  await person.see((text) => !text.includes('╭ Manage'))
}

test(
  'a room is managed with keys: password, name, members, a new moderator, its end, and the proof',
  PATIENT,
  async () => {
    const { alice, bob, tracker } = await meet('lab')
    const carolSeat = { data: await createTestFolder(), port: tracker.port, columns: 80, rows: 24 }
    const carol = sitDown(carolSeat)
    await carol.register('carol')

    await manage(alice, 'lab', 'p', 'Password of #lab')
    alice.enter('open sesame')
    alice.enter('open sesame')
    await alice.see(/P {2}Set or change the password +⚿ set/)
    await backToChat(alice)
    await bob.see((text) => text.includes('alice changed the password') && text.includes('#lab ⚿'))

    carol.enter('/join lab')
    await carol.see('╭ Join #lab')
    carol.enter('sesame, open')
    await carol.see('Wrong password for the room')
    carol.enter('open sesame')
    await carol.see('╭ #lab · ⚿ private · 3 members')
    expect(carol.output()).not.toContain('sesame')
    for (const person of [alice, bob]) await person.see(/added carol|carol joined/)
    carol.enter('thank you')
    await bob.see('thank you')

    await manage(alice, 'lab', 'r', 'Rename #lab')
    alice.enter(`${KEYS.ctrl('u')}atelier`)
    await alice.see('╭ Manage #atelier')
    await backToChat(alice)
    for (const person of [alice, bob, carol]) {
      await person.see((text) => text.includes('╭ #atelier') && text.includes('thank you'))
    }

    await manage(alice, 'atelier', 'k', 'Remove from #atelier')
    alice.write(`${KEYS.down} `)
    await alice.see(/\[x\] ● carol/)
    alice.write(KEYS.enter)
    // The list closes when the act is done, which others may know of before.
    await alice.see(
      (text) => text.includes('2 of 2 members know') && !text.includes('╭ Remove from'),
    )
    await backToChat(alice)
    await carol.see('You were removed from #atelier.')
    alice.enter('among us')
    await bob.see('among us')
    expect(carol.text()).toContain('thank you')
    expect(carol.text()).not.toContain('among us')

    await manage(alice, 'atelier', 't', 'Who shall moderate #atelier?')
    alice.write(KEYS.enter)
    await alice.see('╭ Hand over #atelier?')
    alice.enter('bob')
    await bob.see('alice asks you to moderate #atelier.')
    bob.write(MANAGE)
    await bob.see('╭ Moderate #atelier?')
    bob.write('a')
    await bob.see('You moderate #atelier now.')
    // What she could do a moment ago is not offered any more.
    await alice.see(
      (text) => text.includes('bob moderates #atelier now.') && !text.includes('╭ Man'),
    )
    for (const person of [alice, bob]) await person.see('bob moderates the room now')
    alice.enter('/rename mine')
    await alice.see('Only bob, who moderates #atelier, can do that.')

    await manage(bob, 'atelier', 'd', 'Delete #atelier?')
    bob.enter('atelier')
    for (const person of [alice, bob]) await person.see('#atelier · deleted')
    await alice.see('#atelier was deleted by its moderator.')
    alice.enter('/audit verify')
    await alice.see(
      (text) => text.includes('✔ Proved here') && text.includes('bob deleted the room'),
    )
  },
)

test(
  'a room counts down while its moderator is away, is saved in time, and ends to be read and purged',
  PATIENT,
  async () => {
    const { alice, bob } = await meet('camp')
    alice.enter('until tomorrow')
    await bob.see('until tomorrow')
    await manage(alice, 'camp', 'i', 'Deletion of #camp by inactivity')
    alice.enter('1m')
    await alice.see(/I {2}Deletion by inactivity +1 min/)
    alice.write('i')
    await alice.see('Time: 1m')
    alice.enter(`${KEYS.ctrl('u')}off`)
    await alice.see(/I {2}Deletion by inactivity +off/)
    await backToChat(alice)
    alice.enter('/inactivity 6s')
    await bob.see(
      /delete itself after 1 min[^]*switched off its deletion[^]*delete itself after 6 s/,
    )
    alice.enter('/quit')
    await alice.exited
    await bob.see(/ends in \d s/)
    await bob.see('#camp will be deleted in')
    await bob.see('#camp · expired')
    await bob.see((text) => text.includes('until tomorrow') && /Only to read[^]*#camp ✕/.test(text))
    bob.enter('/purge')
    await bob.see('╭ Delete the history of #camp?')
    bob.write(KEYS.enter)
    await bob.see((text) => text.includes('Welcome.') && !text.includes('camp'))
  },
)

test(
  'whoever asks while no member is there waits in sight, and is let in when one comes',
  PATIENT,
  async () => {
    const { alice, bob, bobSeat, tracker } = await meet('club')
    alice.enter('/password')
    await alice.see('╭ Password of #club')
    alice.enter('open sesame')
    alice.enter('open sesame')
    await bob.see('#club ⚿')
    await alice.see((text) => text.includes('#club ⚿') && !text.includes('╭ Password'))
    for (const person of [alice, bob]) {
      person.enter('/quit')
      await person.exited
    }
    const carol = sitDown({ data: await createTestFolder(), port: tracker.port })
    await carol.register('carol')
    carol.enter('/join club')
    await carol.see('╭ Join #club')
    carol.enter('open sesame')
    await carol.see((text) => text.includes('Your request waits') && text.includes('#club ⚿ …'))

    const again = sitDown(bobSeat)
    await again.login()
    await carol.see('You are in #club now.')
    carol.enter('hello at last')
    again.enter('/goto club')
    await again.see('hello at last')
  },
)
