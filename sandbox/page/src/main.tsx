import { render } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useConfirm } from './confirm.tsx';
import { type Page, PageContext } from './context.ts';
import { type Identity, readIdentity } from './identity.ts';
import { Picker } from './picker.tsx';
import { connectServer } from './server.ts';
import { Workspace } from './workspace.tsx';
import { emptyWorld, reduce, type WorldEvent } from './world.ts';

function App({ identity }: { identity: Identity }) {
  const server = useMemo(() => connectServer(identity), [identity]);
  const [world, setWorld] = useState(emptyWorld);
  const [online, setOnline] = useState(true);
  const [complaint, setComplaint] = useState('');
  const { confirm, question } = useConfirm();
  const dispatch = (event: WorldEvent) => setWorld((before) => reduce(before, event, Date.now()));
  useEffect(() => server.listen(dispatch, setOnline), [server]);

  const me = world.users.get(world.me);
  useEffect(() => {
    document.title = me ? `${me.realName} – Muster sandbox` : 'Muster sandbox';
  }, [me]);

  const page: Page = { world, server, dispatch, confirm, complain: setComplaint };
  return (
    <PageContext.Provider value={page}>
      {identity.as === '' ? <Picker /> : world.loaded ? <Workspace online={online} /> : <Waiting online={online} />}
      {question}
      <div class="complaint" role="alert">
        {complaint && (
          <>
            <p>{complaint}</p>
            <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => setComplaint('')}>
              ✕
            </button>
          </>
        )}
      </div>
    </PageContext.Provider>
  );
}

function Waiting({ online }: { online: boolean }) {
  return (
    <main class="picker">
      <h1>Muster sandbox</h1>
      <p>{online ? 'Opening the workspace…' : 'The sandbox does not answer. Is it still running?'}</p>
      <p>
        <a href="?">Choose who you are</a>
      </p>
    </main>
  );
}

const root = document.querySelector('#page');
if (root) render(<App identity={readIdentity()} />, root);
