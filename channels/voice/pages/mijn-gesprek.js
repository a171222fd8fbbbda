// The page /mijn-gesprek. What is kept in the tab has the form of channels/widget/src/session.ts.
"use strict";
(() => {
  const KEY = "leerwijs:";
  const field = document.getElementById("code");
  const fault = document.getElementById("fout");
  const given = document.getElementById("gegeven");

  const kept = () => {
    try {
      const found = JSON.parse(sessionStorage.getItem(KEY) ?? "null")?.conversation;
      return found?.id && found.token && Date.parse(found.expires_at ?? "") > Date.now() ? found : null;
    } catch {
      return null;
    }
  };

  const post = (path, body, token) =>
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });

  const wrong = (words) => {
    fault.textContent = words;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };

  document.getElementById("invoeren").addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    field.removeAttribute("aria-invalid");
    const code = field.value.replace(/\D/g, "");
    if (code.length !== 6) return wrong("Vul de zes cijfers in die u hoorde.");
    try {
      const response = await post("/api/v1/codes", { code });
      if (response.status === 429) return wrong("U probeerde het te vaak. Wacht een minuut.");
      if (!response.ok) return wrong("Deze code werkt niet (meer). Vraag aan de telefoon een nieuwe.");
      const conversation = await response.json();
      const session = { conversation, outbox: [], scores: {}, history: 0, read: 0, open: true, plain: false };
      sessionStorage.setItem(KEY, JSON.stringify(session));
      location.assign("/");
    } catch {
      wrong("Het lukt nu niet. Probeer het zo nog eens.");
    }
  });

  const conversation = kept();
  if (!conversation) return;
  document.getElementById("zonder-gesprek").hidden = true;
  document.getElementById("met-gesprek").hidden = false;
  document.getElementById("geven").addEventListener("click", async () => {
    try {
      const response = await post(`/api/v1/conversations/${conversation.id}/code`, {}, conversation.token);
      if (!response.ok) throw new Error(String(response.status));
      const { code } = await response.json();
      given.textContent = "Uw code is ";
      const shown = document.createElement("span");
      shown.className = "code";
      shown.textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
      given.append(shown);
    } catch {
      given.textContent = "Het lukt nu niet. Probeer het zo nog eens.";
    }
  });
})();
