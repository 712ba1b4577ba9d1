import type { DemoTexts } from './demo.ts'

export const demoPtBr: DemoTexts = {
  you: 'voce',
  room: 'varanda',
  companions: [
    ...['bia', 'caio', 'duda', 'edu', 'flora', 'gil'],
    ...['helena', 'igor', 'joana', 'kaique', 'lara', 'mateus'],
  ],
  preparing: 'Iniciando um tracker e alguns companheiros nesta máquina…',
  noTmux: 'o tmux não está instalado; instale-o ou inicie a demo sem --tmux',
  greetings: [
    (you) => `oi, ${you}! faço parte da demonstração. Escreva que eu respondo.`,
    (you) => `olá, ${you} 👋 F1 mostra todas as teclas, Ctrl-K leva a qualquer conversa`,
    (you) => `que bom que você veio, ${you}! ninguém fora desta máquina nos escuta`,
  ],
  conversation: [
    { speaker: 0, text: 'bom dia, gente! o projetor está livre hoje à tarde?' },
    { speaker: 1, text: 'até as três, depois é da turma de robótica' },
    { speaker: 2, text: 'a gente só precisa dele nos últimos dez minutos, pode ficar mais' },
    { speaker: 0, text: 'vocês são demais. levo biscoitos 🍪' },
    { speaker: 1, text: 'aqueles de polvilho?' },
    { speaker: 0, text: 'claro' },
    { speaker: 2, text: 'aliás: disso tudo o tracker só vê bytes cifrados. até dos biscoitos.' },
    { speaker: 1, text: 'e se eu tirar ele da tomada, a conversa continua' },
    { speaker: 0, text: 'por favor, não tire da tomada' },
    { speaker: 2, text: 'tarde demais? não, continua aí 😄' },
    { speaker: 1, text: 'tem gente nova na sala. diga alguma coisa que um de nós responde!' },
  ],
  answers: [
    {
      to: /\b(?:oi|ol[áa]|opa|bom dia|boa tarde|boa noite)(?!\p{L})/iu,
      texts: ['oi! que bom te ver', 'olá 🙂', 'oi! tudo bem?'],
    },
    { to: /\b(?:tchau|até)(?!\p{L})/iu, texts: ['até mais!', 'tchau, se cuida'] },
    { to: /\b(?:obrigad[oa]|valeu)\b/i, texts: ['por nada!', 'imagina'] },
    {
      to: /\b(?:ajuda|como|teclas?|sair)\b/i,
      texts: [
        'F1 lista tudo; Ctrl-C sai',
        'tente /create para abrir uma sala sua, ou /members para ver quem está aqui',
      ],
    },
    {
      to: /\?\s*$/,
      texts: ['boa pergunta. eu diria que sim', 'hm, pergunte de novo amanhã', 'acho que sim!'],
    },
    {
      to: /(?:)/,
      texts: [
        'interessante, conte mais',
        'ha, eu estava pensando nisso',
        'entendi 👍',
        'faz sentido',
      ],
    },
  ],
}
