---
dotted: yes
