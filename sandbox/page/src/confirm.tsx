import { useId, useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { type Json, object, text } from './json.ts';
import { TextObject } from './text.tsx';

interface Question {
  readonly dialog: Json;
  readonly answer: (agreed: boolean) => void;
}

/** Slack's confirmation object as a question that resolves to yes or no. https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export function useConfirm() {
  const [question, setQuestion] = useState<Question | null>(null);
  const confirm = (dialog: Json) =>
    new Promise<boolean>((resolve) => {
      setQuestion({
        dialog,
        answer: (agreed) => {
          setQuestion(null);
          resolve(agreed);
        },
      });
    });
  return { confirm, question: question && <ConfirmDialog {...question} /> };
}

function ConfirmDialog({ dialog, answer }: Question) {
  const id = useId();
  const word = (key: string, otherwise: string) => text(object(dialog[key])?.['text']) || otherwise;
  return (
    <Dialog labelledBy={id} class="confirm" onCancel={() => answer(false)}>
      <h2 id={id}>{word('title', 'Are you sure?')}</h2>
      <div class="prose">
        <TextObject value={object(dialog['text'])} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" data-first-focus onClick={() => answer(false)}>
          {word('deny', 'Cancel')}
        </button>
        <button type="button" class={`button ${text(dialog['style']) || 'primary'}`} onClick={() => answer(true)}>
          {word('confirm', 'OK')}
        </button>
      </div>
    </Dialog>
  );
}
