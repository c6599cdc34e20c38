// What follows a Chinese title while it is typed: its pinyin, and an address, since Wagtail's own suggestion knows
// Latin letters only. Without script the server fills both in when the page is saved.
const wait = 400;

function suggestAddress(title, slug, url) {
  let timer;
  let suggested = "";

  async function suggest() {
    if (slug.value && slug.value !== suggested) return;
    const response = await fetch(`${url}?title=${encodeURIComponent(title.value)}`).catch(() => null);
    if (!response?.ok || (slug.value && slug.value !== suggested)) return;
    suggested = (await response.json()).slug;
    slug.value = suggested;
    slug.dispatchEvent(new Event("change", { bubbles: true }));
  }

  title.addEventListener("input", () => {


    clearTimeout(timer);
    timer = setTimeout(suggest, wait);
  });
}

function showPinyin(title, heading) {
  title.addEventListener("input", () => {
    heading.value = title.value;
    heading.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const title = document.getElementById("id_title");
  const slug = document.querySelector("[data-qiao-slug]");
  const heading = document.getElementById("id_heading");
  if (title && slug) suggestAddress(title, slug, slug.dataset.qiaoSlug);
  if (title && heading?.readOnly) showPinyin(title, heading);
});
