import type { DemoTexts } from './demo.ts'

export const demoEn: DemoTexts = {
  you: 'you',
  room: 'lounge',
  companions: [
    ...['bob', 'carol', 'dave', 'erin', 'frank', 'grace'],
    ...['heidi', 'ivan', 'judy', 'niaj', 'olivia', 'peggy'],
  ],
  preparing: 'Starting a tracker and a few companions on this machine…',
  noTmux: 'tmux is not installed; install it, or start the demo without --tmux',
  greetings: [
    (you) => `hi ${you}! I'm one of the demo's companions. Write back and I'll answer.`,
    (you) => `hello ${you} 👋 F1 shows all keys, Ctrl-K takes you to any chat`,
    (you) => `welcome, ${you}! nobody outside this machine can hear us`,
  ],
  conversation: [
    { speaker: 0, text: 'morning everybody! is the projector free this afternoon?' },
    { speaker: 1, text: 'until three, then the robotics group has it' },
    { speaker: 2, text: 'we only need it for the last ten minutes, you can keep it longer' },
    { speaker: 0, text: 'you are the best. I bring biscuits 🍪' },
    { speaker: 1, text: 'the ones with hazelnut?' },
    { speaker: 0, text: 'obviously' },
    {
      speaker: 2,
      text: 'by the way: the tracker only sees sealed bytes of this. even of the biscuits.',
    },
    { speaker: 1, text: 'and if I pull its plug, we just go on talking' },
    { speaker: 0, text: 'please do not pull its plug' },
    { speaker: 2, text: 'too late? no, still there 😄' },
    {
      speaker: 1,
      text: 'somebody new in the room, by the way. say something and one of us answers!',
    },
  ],
  answers: [
    {
      to: /\b(?:hi|hello|hey|morning|evening)\b/i,
      texts: ['hey! good to see you', 'hello there 🙂', 'hi! how is it going?'],
    },
    { to: /\b(?:bye|see you|later|good night)\b/i, texts: ['see you!', 'bye, take care'] },
    { to: /\b(?:thanks|thank you|thx)\b/i, texts: ['any time!', 'you are welcome'] },
    {
      to: /\b(?:help|how do|keys?|quit)\b/i,
      texts: [
        'F1 lists everything; Ctrl-C leaves',
        'try /create to open a room of your own, or /members to see who is here',
      ],
    },
    {
      to: /\?\s*$/,
      texts: ['good question. I would say yes', 'hm, ask me again tomorrow', 'I think so!'],
    },
    {
      to: /(?:)/,
      texts: [
        'interesting, tell me more',
        'ha, I was just thinking that',
        'got it 👍',
        'makes sense',
      ],
    },
  ],
}
