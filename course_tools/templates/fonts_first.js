// Nothing is painted before the fonts of the file are read, or its lines would break anew in front of the reader.

{
const page = document.documentElement;
const show = () => page.classList.remove("unread");
page.classList.add("unread");
Promise.allSettled([...document.fonts].map((font) => font.load())).then(show);
setTimeout(show, 1000); // whatever happens
}
