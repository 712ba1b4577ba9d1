import { PassThrough } from 'node:stream'
import { expect, it, vi } from 'vitest'
import { createFakePeer } from '../../helpers/fake-peer.ts'
import { showPlain } from '../../helpers/plain.ts'

it('shows a numbered menu, and a number does what its line says', async () => {
  const plain = showPlain(createFakePeer({ loggedIn: false }))
  await plain.see('1 Log in (login)')
  await plain.type('1', 'Username:')
  await plain.type('alice', 'Password:')
  await plain.type('secret word', 'You are logged in as alice.')
  await plain.see('(list_rooms)')
  expect(await plain.end()).toMatchObject({ wasRefused: false, wasSpokenTo: true })
  expect(plain.text()).toMatch(/Goodbye\.\n$/)
})

it('asks for a new password twice, again when the two differ', async () => {
  const peer = createFakePeer({ loggedIn: false })
  const plain = showPlain(peer)
  await plain.type('register Alice', 'Password:')
  await plain.type('one', 'Password, once more:')
  await plain.type('two', 'The two passwords differ.')
  await plain.type('secret word', 'once more:')
  await plain.type('secret word', 'You are registered and logged in as alice.')
  await plain.see('Its key reads: apple river stone')
  expect(peer.calls).toContain('register alice')
  await plain.end()
})

it('asks for a password when the terminal shows no more what is typed, however soon that is', async () => {
  let isShown = true
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => void (isShown = !isRaw),
  })
  const shownWhenAsked: boolean[] = []
  const output = new PassThrough()
  output.on('data', (chunk) => {
    if (String(chunk).includes('Password:')) shownWhenAsked.push(isShown)
  })
  const plain = showPlain(createFakePeer({ loggedIn: false }), { input, output })
  input.write('login alice\n')
  await vi.waitFor(() => expect(shownWhenAsked).toEqual([false]))
  plain.stop.abort()
  await plain.done
})

it('tells a refusal, counts it, and goes on', async () => {
  const plain = showPlain(createFakePeer({ loggedIn: false }))
  await plain.type('login alice', 'Password:')
  await plain.type('wrong', 'Wrong password for alice.')
  await plain.type('list_rooms', 'Log in first.')
  await plain.type('frobnicate', 'There is no command “frobnicate”.')
  expect((await plain.end()).wasRefused).toBe(true)
})

it('takes a question back on an empty line or voltar', async () => {
  const peer = createFakePeer({ loggedIn: false })
  const plain = showPlain(peer)
  await plain.type('login', 'Username:')
  await plain.type('', /\n.+/)
  await plain.type('login', 'Username:')
  await plain.type('voltar', /\n.+/)
  await plain.type('help', 'Program:')
  expect(peer.calls.filter((call) => call.startsWith('login'))).toEqual([])
  await plain.end()
})

it('logs in without asking when name and password are known', async () => {
  const peer = createFakePeer({ loggedIn: false })
  const plain = showPlain(peer, { username: 'alice', password: 'secret word' })
  await plain.see('You are logged in as alice.')
  await plain.end()
  expect(peer.calls).toContain('logout')
})

it('says at the end what has not left this machine', async () => {
  const plain = showPlain(createFakePeer({ waiting: 2 }))
  const ended = plain.end()
  await plain.see('2 messages are not with everybody yet; they will go out at the next start.')
  await ended
})

it('lets a tracker be chosen by number, address or as one of its own', async () => {
  const peer = createFakePeer({ loggedIn: false })
  const choice = { host: 'lab-pc', port: 5000, name: 'lab', words: 'tin cup', isKnown: false }
  peer.change((state) => ({
    ...state,
    tracker: { ...state.tracker, host: '', status: 'offline', words: '' },
    trackers: { isLooking: true, choices: [] },
  }))
  const hostTracker = async () => ({ host: '127.0.0.1', port: 7000, shownAs: '10.0.0.5:7000' })
  const plain = showPlain(peer, { hostTracker })
  await plain.see('Looking for trackers on this network…')
  peer.change((state) => ({
    ...state,
    trackers: { isLooking: true, choices: [{ ...choice, isAnnounced: true }] },
  }))
  await plain.see('* Tracker 1: lab at lab-pc:5000 (new). Its key says it is tin cup')
  await plain.type('tracker 1', 'Tracker lab-pc:5000 is chosen.')
  await plain.type('tracker [::1]:7', 'Tracker [::1]:7 is chosen.')
  await plain.type('tracker a b', 'Type an address as host or host:port.')
  await plain.type('tracker here', 'at 10.0.0.5:7000, until you quit.')
  expect(peer.calls.filter((call) => call.startsWith('choose'))).toEqual([
    'choose lab-pc:5000',
    'choose ::1:7',
    'choose 127.0.0.1:7000',
  ])
  await plain.end()
})

it('changes the password and the language', async () => {
  const peer = createFakePeer()
  const plain = showPlain(peer)
  await plain.type('/passwd', 'Now:')
  await plain.type('secret word', 'New:')
  await plain.type('better word', 'New, once more:')
  await plain.type('better word', 'The password is changed.')
  await plain.type('lang pt', 'De agora em diante em português.')
  await plain.type('menu', 'E agora?')
  await plain.type('lang xx', '/lang en | pt-BR')
  expect(peer.calls).toContain('changePassword better word')
  await plain.end()
})

it('says that the account is used elsewhere', async () => {
  const peer = createFakePeer()
  const plain = showPlain(peer)
  await plain.see('What now?')
  peer.change((state) => ({ ...state, session: { status: 'displaced', username: 'alice' } }))
  await plain.see('* alice has logged in from another place')
  await plain.end()
})
