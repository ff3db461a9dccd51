import { useState } from 'preact/hooks';
import { base64Of } from '../base64.ts';
import { usePage } from '../context.ts';
import { objects, text } from '../json.ts';
import { controlAttributes, type ElementProps, useElement } from '../surface.tsx';

export function FileInput(props: ElementProps) {
  const page = usePage();
  const { value, set } = useElement(props);
  const [uploading, setUploading] = useState(false);
  const filetypes = Array.isArray(props.element['filetypes']) ? props.element['filetypes'] : [];
  const maxFiles = Number(props.element['max_files'] ?? 10);

  const upload = async (chosen: FileList | null) => {
    setUploading(true);
    const uploaded = [];
    for (const file of [...(chosen ?? [])].slice(0, maxFiles)) {
      const answer = await page.server.post('upload', { name: file.name, base64: await base64Of(file) });
      if (answer.ok && answer.file) uploaded.push(answer.file);
      if (!answer.ok) page.complain(answer.error);
    }
    await set(uploaded);
    setUploading(false);
  };

  return (
    <>
      <input
        {...controlAttributes(props)}
        type="file"
        accept={filetypes.map((extension) => `.${extension}`).join(',')}
        multiple={maxFiles > 1}
        onChange={(event) => upload(event.currentTarget.files)}
      />
      <p class="quiet" role="status">
        {uploading
          ? 'Uploading…'
          : objects(value).length > 0 &&
            `Attached: ${objects(value)
              .map((file) => text(file['name']))
              .join(', ')}`}
      </p>
    </>
  );
}
