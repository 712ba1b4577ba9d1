import type { FilesTexts } from './files.ts'

export const filesPtBr: FilesTexts = {
  states: {
    offered: 'oferecido',
    waiting: 'esperando',
    active: 'a caminho',
    paused: 'em pausa',
    done: 'pronto',
    failed: 'falhou',
    cancelled: 'cancelado',
    preparing: 'sendo lido',
  },
  have: (done, of) =>
    of === 1 ? (done === 1 ? 'buscado' : 'ainda não buscado') : `${done} de ${of} têm`,
  savedAs: (path) => `salvo como ${path}`,
  note: {
    offers: (from, name) => `${from} oferece ${name}: Alt-Y buscar · Alt-N recusar`,
    preparing: (name) => `lendo ${name}`,
  },
  notice: {
    arrived: (name, path) => `${name} chegou: ${path}`,
    failed: (name, reason) => `${name}: ${reason}`,
    fetching: (name) => `Buscando ${name}. F5 mostra quanto falta.`,
    shared: (name) => `Todos no tracker podem buscar ${name} enquanto você está online.`,
    unshared: (name) => `${name} não é mais compartilhado.`,
    noneFits: {
      get: 'Nenhum arquivo é oferecido a você aqui. F5 lista os arquivos a caminho, F6 os que as pessoas compartilham.',
      refuse: 'Nenhum arquivo é oferecido a você aqui. F5 lista os arquivos a caminho.',
      pause: 'Nenhum arquivo a caminho aqui pode ser pausado. F5 lista todos.',
      resume: 'Nenhum arquivo está em pausa aqui. F5 lista os arquivos a caminho.',
      cancel: 'Nenhum arquivo a caminho aqui pode ser cancelado. F5 lista todos.',
      retry: 'Nenhum arquivo falhou ou foi cancelado aqui. F5 lista todos.',
      forget: 'Nenhum arquivo terminou aqui. F5 lista os arquivos a caminho.',
      unshare: 'Qual? F6 lista o que você compartilha.',
    },
    noShares: 'Você não compartilha nada.',
  },
  transfers: {
    title: 'Arquivos a caminho',
    none: 'Nenhum arquivo ainda. Alt-S oferece um na conversa, F6 mostra o que as pessoas compartilham.',
    keys: 'Enter buscar ou continuar · P pausar · X recusar ou cancelar · R de novo · D tirar da lista · O sem perguntar · F6 compartilhados · Esc fechar',
    from: (name, chat) => (chat.startsWith('@') ? `de ${name}` : `de ${name} em ${chat}`),
    to: (chat) => `para ${chat}`,
    bytes: (done, of) => `${done} de ${of}`,
    left: (time) => `faltam ${time}`,
  },
  attach: {
    sendTitle: (chat) => `Enviar para ${chat}`,
    shareTitle: 'Compartilhar com todos',
    path: 'Caminho',
    wholeFolder: (folder) => `${folder} inteira`,
    empty: 'Nada aqui começa assim.',
    keys: '↑↓ escolher · Tab completar · Enter enviar o arquivo, ou abrir a pasta · Esc fechar',
    shareText:
      'Nome, tamanho e hash de um arquivo compartilhado são vistos por todos e pelo tracker.',
  },
  shares: {
    title: (name) =>
      name === undefined ? 'Arquivos compartilhados' : `Arquivos compartilhados por ${name}`,
    filter: 'Achar',
    none: 'Ninguém online compartilha arquivos. Alt-S compartilha um seu.',
    noneFound: 'Ninguém online compartilha nada assim.',
    you: 'você',
    status: { changed: 'mudou, sendo lido de novo', missing: 'movido ou removido' },
    keys: '↑↓ escolher · Enter buscar · Alt-S compartilhar · Alt-U deixar de compartilhar · Ctrl-R atualizar · Esc fechar',
  },
  autoAccept: {
    title: 'Arquivos buscados sem perguntar',
    text: 'O que for oferecido a você e for menor que isto é buscado na hora, quando vem de:',
    modes: {
      off: 'ninguém: cada oferta espera por você',
      verified: 'pessoas cuja chave você verificou',
      all: 'todos',
    },
    size: 'Menor que',
    sizeInvalid: 'Digite um tamanho como 500 kB, 10 MB ou 2 GB.',
    keys: '↑↓ escolher · Enter salvar · Esc fechar',
    policy: (mode, size) =>
      mode === 'off'
        ? 'Buscado sem perguntar: nada'
        : mode === 'verified'
          ? `Buscado sem perguntar: de pessoas verificadas, menor que ${size}`
          : `Buscado sem perguntar: de todos, menor que ${size}`,
    usage: '/autoaccept off | verified | all, e um tamanho como 10 MB',
  },
}
